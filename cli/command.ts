import table from './commands.json' with { type: 'json' };

/** An option of a command: a query parameter, a header or a field of the body. */
export interface CommandOption {
  /** The name in the API; of a member, its path: `destinationConfiguration.s3.bucketName`. */
  readonly name: string;
  /** The name on the command line, without the dashes. */
  readonly flag: string;
  readonly in: string;
  /** The header that carries the value. */
  readonly header?: string;
  /** `text`, `number`, `flag`, `texts`, `map` (`key=value`), `json` (a list) or `object`. */
  readonly kind: string;
  readonly choices?: readonly string[];
  /** The JSON Schema of an item, if the value is a list of objects. */
  readonly items?: Readonly<Record<string, unknown>>;
  readonly required?: boolean;
  readonly description: string;
}

/** A command: one operation of the API. */
export interface Command {
  readonly group: string;
  readonly verb: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly shown: string;
    readonly description: string;
    readonly choices?: readonly string[];
  }[];
  readonly options: readonly CommandOption[];
  /** Whether the request has a body. */
  readonly body?: boolean;
  /** Whether the command makes a change, and so knows a dry run. */
  readonly mutates?: boolean;
  readonly startsJob?: boolean;
  /** The member of the answer that is a list. */
  readonly list?: { readonly member: string; readonly pages?: boolean };
  /** Whether the command asks before it acts: always, or when an option has a value. */
  readonly asksFirst?: true | { readonly option: string; readonly is: string };
  readonly scope?: string;
  readonly example: string;
}

export interface Table {
  readonly groups: readonly { readonly name: string; readonly summary: string }[];
  readonly commands: readonly Command[];
  /** The operations that are no command. */
  readonly notCommands: readonly string[];
}

// The type of a JSON module is too wide: it has `boolean` where the table has `true`.
export const { groups, commands, notCommands } = table as Table;
