const [quote, backslash] = [34, 92];
/** Square brackets differ from curly ones by one bit. */
const [bit, opening, closing] = [32, 123, 125];

/** Whether more than `most` objects and arrays of a JSON text stand within each other: too many to be walked through by functions that call themselves. */
export function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const letter = json.charCodeAt(at);
    if (letter === quote) at = endOfText(json, at);
    else if ((letter | bit) === closing) depth -= 1;
    else if ((letter | bit) === opening) depth += 1;
    if (depth > most) return true;
  }
  return false;
}

/** Where a text ends that begins at a quote. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const letter = json.charCodeAt(at);
    if (letter === quote) return at;
    if (letter === backslash) at += 1;
  }
  return json.length;
}
