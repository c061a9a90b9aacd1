#!/usr/bin/env bash
# Makes the container images that tests use, from programs of this machine: nothing is pulled. Needs docker and busybox (busybox-static).
set -eu -o pipefail

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
busybox=$(command -v busybox) || { echo 'busybox is missing' >&2; exit 1; }

mkdir -p "$tree"/{bin,etc,tmp,root,home,www}
chmod 1777 "$tree/tmp"
cp "$busybox" "$tree/bin/busybox"
for applet in $("$busybox" --list); do ln -s busybox "$tree/bin/$applet" 2>/dev/null || true; done
echo 'root:x:0:0:root:/root:/bin/sh' >"$tree/etc/passwd"
echo 'root:x:0:' >"$tree/etc/group"
echo 'hello from the service' >"$tree/www/index.html"
# A service: it runs what its image says, and has no bash.
tar -C "$tree" -c . | docker import --change 'CMD ["httpd", "-f", "-p", "80", "-h", "/www"]' - millrace-test/service:1

# A place for steps: the same with this machine's bash and the libraries that it and Node need.
bash=$(command -v bash)
cp -L "$bash" "$tree/bin/bash"
node=$(readlink -f "$(dirname "$0")/../.toolchain/node_modules/.bin/node" || true)
[ -x "$node" ] || node=$(command -v node)
for library in $(ldd "$bash" "$node" | grep -o '/lib[^ :]*' | sort -u); do
  mkdir -p "$tree$(dirname "$library")"
  cp -L "$library" "$tree$library"
done
tar -C "$tree" -c . | docker import - millrace-test/steps:1

# A place for scripts alone: bash without the libraries that Node needs.
rm -rf "$tree/lib" "$tree/lib64" "$tree/usr"
for library in $(ldd "$bash" | grep -o '/lib[^ :]*' | sort -u); do
  mkdir -p "$tree$(dirname "$library")"
  cp -L "$library" "$tree$library"
done
tar -C "$tree" -c . | docker import - millrace-test/bare:1
