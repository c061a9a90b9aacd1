import type { Command } from 'commander';
import type { Invocation } from '../invocation.ts';

const examples = `
Examples:
  millrace schema > azure-pipelines.schema.json

An editor with the YAML language server reads it from the first line of a pipeline:
  # yaml-language-server: $schema=azure-pipelines.schema.json
`;

/** `millrace schema`: prints the language as a JSON Schema, for editors. */
export function define(command: Command, { io }: Invocation): void {
  command
    .description('Prints the language as a JSON Schema, for editors.')
    .addHelpText('after', examples)
    .action(async () => {
      const { jsonSchema } = await import('../../plan/json-schema.ts');
      io.out.write(`${JSON.stringify(jsonSchema())}\n`);
    });
}
