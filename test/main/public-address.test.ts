import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPublicAddress } from '../../src/main/public-address.ts';

const addresses: Readonly<Record<string, boolean>> = {
  '8.8.8.8': true,
  '172.15.0.1': true,
  '2606:4700:4700::1111': true,
  '127.0.0.1': false,
  '127.9.9.9': false,
  '0.0.0.0': false,
  '10.1.2.3': false,
  '100.64.0.1': false,
  '169.254.169.254': false,
  '172.16.0.1': false,
  '172.31.255.255': false,
  '192.168.1.1': false,
  '224.0.0.1': false,
  '255.255.255.255': false,
  '::1': false,
  '::': false,
  '::ffff:127.0.0.1': false,
  '::ffff:10.0.0.1': false,
  'fe80::1': false,
  'fd00::1': false,
  '::127.0.0.1': false,
  '::ffff:8.8.8.8': true,
  '64:ff9b::7f00:1': false,
  '64:ff9b:1::7f00:1': false,
  '2001:0:7f00:1::': false,
  '2002:7f00:1::1': false,
  'fec0::1': false,
  localhost: false,
  '': false,
};

for (const [address, isPublic] of Object.entries(addresses)) {
  test(`'${address}' is ${isPublic ? 'a' : 'no'} public address`, () => {
    assert.equal(isPublicAddress(address), isPublic);
  });
}
