import * as v from 'valibot';

/** What is wrong with the catalogue's files: one line per problem, each naming file, entry and field. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.length === 1 ? `${problems[0]}` : `${problems.length} problems\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

/** Collects problems, so that whoever edits the catalogue sees all of them at once. */
export class Problems {
  readonly list: string[] = [];

  /** `entry` and `field` may be empty where the file as a whole is meant. */
  add(file: string, entry: string, field: string, message: string): void {
    const place = [entry, field].filter((part) => part !== '').join(' › ');
    this.list.push(place === '' ? `${file}: ${message}` : `${file}: ${place}: ${message}`);
  }

  /** Parses one file; null where it does not fit, with every reason noted. */
  parse<S extends v.GenericSchema>(file: string, schema: S, data: unknown): v.InferOutput<S> | null {
    const result = v.safeParse(schema, data);
    if (result.success) return result.output;
    for (const issue of result.issues) {
      const { entry, field } = place(issue);
      this.add(file, entry, field, issue.message);
    }
    return null;
  }

  error(): CatalogueError {
    return new CatalogueError(this.list);
  }

  throwIfAny(): void {
    if (this.list.length > 0) throw this.error();
  }
}

/** `domains[2].role` within the entry that carries an id, a domain, a number or a key of its own. */
function place(issue: v.BaseIssue<unknown>): { entry: string; field: string } {
  let entry = '';
  let field = '';
  for (const [depth, step] of (issue.path ?? []).entries()) {
    const key: unknown = step.key;
    const label = typeof key === 'number' && depth === 1 ? nameOf(step.value) : null;
    if (label !== null) {
      entry = label;
      field = '';
    } else if (typeof key === 'number') {
      field += `[${key}]`;
    } else {
      field += field === '' ? String(key) : `.${String(key)}`;
    }
  }
  return { entry, field };
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const key of ['id', 'domain', 'service', 'key', 'asn']) {
    const name = (value as Record<string, unknown>)[key];
    if (typeof name === 'string' || typeof name === 'number') return String(name);
  }
  return null;
}
