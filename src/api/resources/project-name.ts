import { serviceError } from '../http/errors.ts';

const forbidden = /[\\/:*?"<>|;#$@,+=[\]{}%&~'\p{Cc}\p{Cs}]/u;
const reserved = new Set(['.', '..', 'con', 'prn', 'aux', 'nul', 'signalr', 'app_data', 'bin', 'web', '_apis']);

/** The longest name of a project, as on the service. */
const longest = 64;

/** Throws the service's error for a name that can't be a project's. */
export function checkProjectName(name: string): void {
  const isWrong =
    name.trim() !== name ||
    name === '' ||
    name.length > longest ||
    forbidden.test(name) ||
    /^[_.]|\.$/.test(name) ||
    reserved.has(name.toLowerCase());
  if (!isWrong) return;
  throw serviceError(
    'projectNameInvalid',
    `TF200012: The following project name is not valid: '${name}'. A name has 1 to ${longest} characters, none of \\ / : * ? " < > | ; # $ @ , + = [ ] { } % & ~ ', does not start with _ or ., does not end with ., and is not a reserved word.`,
  );
}
