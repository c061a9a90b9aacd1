/** A logging command of a step's output: `##vso[area.event name=value;]data`. */
export type LoggingCommand = {
  /** Lower case, as are the event and the names of the properties: case makes no difference to them. */
  readonly area: string;
  readonly event: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
};

const prefix = '##vso[';

/** In this order, the percent sign last, so that an escaped one cannot become part of another escape. */
const escapes: readonly (readonly [RegExp, string])[] = [
  [/%3B/g, ';'],
  [/%0D/g, '\r'],
  [/%0A/g, '\n'],
  [/%5D/g, ']'],
  [/%AZP25/g, '%'],
];

/** The first command of a line, or `undefined` when the line holds none that is well formed. */
export function parseCommand(line: string): LoggingCommand | undefined {
  const start = line.indexOf(prefix);
  const end = start === -1 ? -1 : line.indexOf(']', start);
  if (end === -1) return undefined;
  const head = line.slice(start + prefix.length, end);
  const space = head.indexOf(' ');
  const [area, event, ...more] = (space === -1 ? head : head.slice(0, space)).split('.');
  if (!area || !event || more.length > 0) return undefined;
  return {
    area: area.toLowerCase(),
    event: event.toLowerCase(),
    properties: parseProperties(space === -1 ? '' : head.slice(space + 1)),
    data: unescapeText(line.slice(end + 1)),
  };
}

/** Pairs without a value are dropped. */
function parseProperties(text: string): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const pair of text.split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const value = pair.slice(equals + 1);
    if (name !== '' && value !== '') properties.set(name.toLowerCase(), unescapeText(value));
  }
  return properties;
}

function unescapeText(text: string): string {
  return escapes.reduce((unescaped, [pattern, character]) => unescaped.replace(pattern, character), text);
}
