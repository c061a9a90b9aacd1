/**
 * What the expander finds wrong, by code. Codes are stable; the words are the service's own wherever it was seen to say something.
 */
export const wording = {
  'template.expression-syntax': (reason: string) => reason,
  'template.expression-value': (reason: string) => reason,
  'template.expression-not-allowed': () => 'A template expression is not allowed in this context',
  'template.directive-orphan': (directive: string) =>
    `The expression directive '${directive}' is not supported in this context`,
  'template.loop-name': (name: string) => `The idenfifier '${name}' has already been defined within the current scope`,
  'template.end-expected': () => 'Expected end of template object. State:',
  'template.unexpected-value': (value: string) => `Unexpected value '${value}'`,
  'template.unexpected-mapping': () => 'A mapping was not expected',
  'template.unexpected-sequence': () => 'A sequence was not expected',
  'template.mapping-expected': () => 'Expected a mapping',
  'template.scalar-expected': () => 'Expected a scalar value',
  'template.collection-expected': () => 'Expected a sequence or mapping',
  'template.duplicate-key': (key: string) => `'${key}' is already defined`,
  'template.empty-mapping': () => 'Expected at least one key-value pair in the mapping',
  'template.ambiguous-mapping': (keys: readonly string[]) =>
    `There's not enough info to determine what you meant. Add one of these properties: ${keys.join(', ')}`,
  'template.missing-property': (key: string) => `Required property is missing: ${key}`,
  'template.too-deep': () => 'Maximum object depth exceeded',
  'template.too-large': () => 'Maximum object size exceeded. Reduce the size of your YAML pipeline.',
  'template.file-too-large': (limitBytes: number) => `The file is larger than the maximum of ${limitBytes} bytes.`,
  'template.too-many-files': (limit: number) => `The pipeline refers to more than the maximum of ${limit} files.`,
  'template.file-missing': (path: string, url: string, branch: string, version: string) =>
    `File ${path} not found in repository ${url} branch ${branch} version ${version}.`,
  'template.file-path': (path: string) => `The file path ${path} is invalid`,
  'template.repository-alias': (alias: string) => `No repository found by name ${alias}`,
  'template.repository-unreadable': (name: string) =>
    `The repository ${name} could not be retrieved. Verify the name and credentials being used and permissions.`,
  'parameter.missing': (name: string) => `A value for the '${name}' parameter must be provided.`,
  'parameter.unexpected': (name: string) => `Unexpected parameter '${name}'`,
  'parameter.duplicate': (name: string) => `The '${name}' parameter is declared more than once in the parameter list.`,
  'parameter.type': (name: string, type: string) => `The '${name}' parameter is not a valid ${type}.`,
  'parameter.value-type': (name: string, value: string, type: string) =>
    `The '${name}' parameter value '${value}' is not a valid ${type}.`,
  'parameter.value': (name: string, value: string) => `The '${name}' parameter value '${value}' is not a valid value.`,
  'variable.system': (name: string) => `Cannot override system variable '${name}'`,
} as const satisfies Record<string, (...details: never[]) => string>;

export type TemplateFindingCode = keyof typeof wording;
