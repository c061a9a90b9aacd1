/**
 * Every message about YAML, keyed by its finding's code, in the words of the service: those of form `marks` and `place` come
 * from its YAML library, the others from its own reading on top of it. The forms differ in how they say the position:
 *
 * - `marks`, where the library's scanner refuses characters: `/f.yml: (Line: 10, Col: 24, Idx: 162) - (Line: …): message`.
 * - `place`, where the library's parser refuses a token: `/f.yml (Line: 3, Col: 3):  message`, with two blanks, as observed.
 * - `file`: `/f.yml: message`.
 * - `bare`: `message`.
 *
 * Observed on the service: yaml.mapping-value, yaml.mapping-key-expected, yaml.anchor, yaml.anchor-echo, yaml.second-document and
 * yaml.depth. The other texts, misspellings included, are the library's as far as known; that its scanner's errors take the
 * one form and its parser's the other, and both marks of an error of two, is our conclusion from the observed. Our choice:
 * an alias is refused with the words for an anchor, and `%YAML` may name any version 1.x.
 */
export const wording = {
  'yaml.token': {
    form: 'marks',
    text: 'While scanning for the next token, find character that cannot start any token.',
    hint: "Indent with blanks, not with tabs; put a value that starts with '@', '%' or '`' in quotes.",
  },
  'yaml.simple-key': {
    form: 'marks',
    text: "While scanning a simple key, could not find expected ':'.",
    hint: "Write 'key: value' on the line before, or indent it if it continues the value above.",
  },
  'yaml.sequence-entry': {
    form: 'marks',
    text: 'Block sequence entries are not allowed in this context.',
    hint: "Start the '-' on a line of its own.",
  },
  'yaml.mapping-key': { form: 'marks', text: 'Mapping keys are not allowed in this context.' },
  'yaml.mapping-value': {
    form: 'marks',
    text: 'Mapping values are not allowed in this context.',
    hint: "Put the value in quotes if ': ' is part of it, else start the key on a line of its own.",
  },

  'yaml.plain-tab': {
    form: 'marks',
    text: 'While scanning a plain scalar, find a tab character that violate indentation.',
    hint: 'Indent with blanks, not with tabs.',
  },
  'yaml.quoted-document': {
    form: 'marks',
    text: 'While scanning a quoted scalar, find unexpected document indicator.',
    hint: 'Close the quote that opens at the first position.',
  },
  'yaml.quoted-end': {
    form: 'marks',
    text: 'While scanning a quoted scalar, find unexpected end of stream.',
    hint: 'Close the quote that opens at the first position.',
  },
  'yaml.escape': {
    form: 'marks',
    text: 'While parsing a quoted scalar, find unknown escape character.',
    hint: 'Double the backslash, or use single quotes.',
  },
  'yaml.escape-digits': {
    form: 'marks',
    text: 'While parsing a quoted scalar, did not find expected hexdecimal number.',
    hint: 'Double the backslash, or use single quotes.',
  },
  'yaml.escape-range': {
    form: 'marks',
    text: 'While parsing a quoted scalar, find invalid Unicode character escape code.',
  },
  'yaml.block-indicator': {
    form: 'marks',
    text: 'While scanning a block scalar, find an intendation indicator equal to 0.',
  },
  'yaml.block-header': {
    form: 'marks',
    text: 'While scanning a block scalar, did not find expected comment or line break.',
    hint: "Start the text on the line below the '|' or '>', or put a value that starts with it in quotes.",
  },
  'yaml.block-tab': {
    form: 'marks',
    text: 'While scanning a block scalar, find a tab character where an intendation space is expected.',
    hint: 'Indent with blanks, not with tabs.',
  },

  'yaml.anchor-name': {
    form: 'marks',
    text: 'While scanning an anchor or alias, did not find expected alphabetic or numeric character.',
    hint: "Put a value that starts with '*' or '&' in quotes.",
  },
  'yaml.tag-uri': { form: 'marks', text: 'While parsing a tag, did not find expected tag URI.' },
  'yaml.tag-close': { form: 'marks', text: "While scanning a tag, did not find expected '>'." },
  'yaml.tag-end': {
    form: 'marks',
    text: 'While scanning a tag, did not find expected whitespace or line break.',
    hint: "Put a value that starts with '!' in quotes.",
  },

  'yaml.directive-name': { form: 'marks', text: 'While scanning a directive, could not find expected directive name.' },
  'yaml.directive-character': {
    form: 'marks',
    text: 'While scanning a directive, find unexpected non-alphabetical character.',
  },
  'yaml.directive-unknown': { form: 'marks', text: 'While scanning a directive, find uknown directive name.' },
  'yaml.directive-end': {
    form: 'marks',
    text: 'While scanning a directive, did not find expected comment or line break.',
  },
  'yaml.version-number': {
    form: 'marks',
    text: 'While scanning a %YAML directive, did not find expected version number.',
  },
  'yaml.version-dot': {
    form: 'marks',
    text: "While scanning a %YAML directive, did not find expected digit or '.' character.",
  },
  'yaml.tag-handle': { form: 'marks', text: "While scanning a directive, did not find expected '!'." },
  'yaml.tag-directive': {
    form: 'marks',
    text: 'While scanning a %TAG directive, did not find expected whitespace.',
  },

  'yaml.version': { form: 'place', text: 'Found incompatible YAML document.' },
  'yaml.version-twice': { form: 'place', text: 'Found duplicate %YAML directive.' },
  'yaml.tag-twice': { form: 'place', text: 'Found duplicate %TAG directive.' },
  'yaml.tag-undefined': { form: 'place', text: 'While parsing a node, find undefined tag handle.' },
  'yaml.document-start': {
    form: 'place',
    text: 'Did not find expected <document start>.',
    hint: 'A file is one mapping, sequence or scalar: check the indentation of what follows it here.',
  },
  'yaml.node-content': { form: 'place', text: 'While parsing a node, did not find expected node content.' },
  'yaml.sequence-entry-expected': {
    form: 'place',
    text: "While parsing a block collection, did not find expected '-' indicator.",
    hint: "The '-' of one sequence stand in one column.",
  },
  'yaml.mapping-key-expected': {
    form: 'place',
    text: 'While parsing a block mapping, did not find expected key.',
    hint: 'The keys of one mapping start in one column.',
  },
  'yaml.flow-sequence': {
    form: 'place',
    text: "While parsing a flow sequence, did not find expected ',' or ']'.",
  },
  'yaml.flow-mapping': {
    form: 'place',
    text: "While parsing a flow mapping,  did not find expected ',' or '}'.",
  },

  'yaml.no-document': {
    form: 'file',
    text: 'Expected document start parse event',
    hint: 'The file is empty but for comments.',
  },
  'yaml.second-document': {
    form: 'file',
    text: 'Expected stream end parse event',
    hint: "A file holds one YAML document: remove the second '---' and what follows it.",
  },
  'yaml.key-kind': {
    form: 'file',
    text: 'Unexpected state while attempting to read the mapping end',
    hint: 'A key is text: neither a sequence nor a mapping.',
  },
  'yaml.depth': { form: 'file', text: 'Maximum object depth exceeded' },
  'yaml.anchor': {
    form: 'file',
    text: "Anchors are not currently supported. Remove the anchor '{name}'",
    hint: 'Repeat the value, or share it through a variable, a parameter or a template.',
  },
  // The service trips over its own refusal of an anchor, and says so.
  'yaml.anchor-echo': { form: 'bare', text: 'Object reference not set to an instance of an object.' },
} as const satisfies Record<string, Wording>;

/** `hint` says what would have been right. */
export type Wording = {
  readonly form: 'marks' | 'place' | 'file' | 'bare';
  readonly text: string;
  readonly hint?: string;
};

export type FailureCode = keyof typeof wording;
