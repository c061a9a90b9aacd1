import { SaxesParser } from 'saxes';

/** An element as it opens: its name without a prefix, its attributes by their names without one. */
export type XmlElement = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** What is read out of a document while it goes by. */
export type XmlVisitor<T> = {
  /** `path` is the names of the elements that are open, the outermost first, this one last. */
  open(element: XmlElement, path: readonly string[]): void;
  text(text: string, path: readonly string[]): void;
  close(name: string, path: readonly string[]): void;
  /** What was finished since the last call. */
  take(): readonly T[];
};

/** A document is not what it was said to be. */
export class XmlFault extends Error {
  override readonly name = 'XmlFault';
}

/**
 * Reads a document piece by piece and yields what the visitor finishes meanwhile, so that files of any length take no more memory than
 * their longest element. No entities but the five of XML are known, so none can grow. Throws an `XmlFault` for what is no XML.
 */
export async function* readXml<T>(pieces: AsyncIterable<Uint8Array>, visitor: XmlVisitor<T>): AsyncIterable<T> {
  const path: string[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', failure => {
    throw new XmlFault(failure.message);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name: local(name), attributes: localNames(attributes) };
    path.push(element.name);
    visitor.open(element, path);
  });
  parser.on('text', text => visitor.text(text, path));
  parser.on('cdata', text => visitor.text(text, path));
  parser.on('closetag', ({ name }) => {
    visitor.close(local(name), path);
    path.pop();
  });
  let decoder: TextDecoder | undefined;
  for await (const piece of pieces) {
    decoder ??= decoderFor(piece);
    parser.write(decoder.decode(piece, { stream: true }));
    yield* visitor.take();
  }
  parser.write(decoder?.decode() ?? '');
  parser.close();
  yield* visitor.take();
}

/** A document is in what its first bytes say: UTF-16 shows by them, others are named by its declaration, and UTF-8 is the rest. */
function decoderFor(start: Uint8Array): TextDecoder {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return new TextDecoder('utf-16be');
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(
    Buffer.from(start.subarray(0, 200)).toString('latin1'),
  );
  // Whoever could write this in ASCII has not written UTF-16, whatever they say.
  if (declared?.[1] === undefined || /^utf-?16/i.test(declared[1])) return new TextDecoder();
  try {
    return new TextDecoder(declared[1]);
  } catch {
    throw new XmlFault(`The encoding '${declared[1]}' is not known.`);
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localNames(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), value]));
}
