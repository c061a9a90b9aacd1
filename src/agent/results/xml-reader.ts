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
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    parser.write(decoder.decode(piece, { stream: true }));
    yield* visitor.take();
  }
  parser.write(decoder.decode());
  parser.close();
  yield* visitor.take();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function localNames(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), value]));
}
