import type { Bidi } from './bidi.ts';

/** Runs a function with the browser's own privileges: `Services`, `Cc`, `Ci`, `ChromeUtils` and so on. */
export type Privileged = <Result, Argument>(
  run: (argument: Argument) => Result | Promise<Result>,
  argument: Argument,
) => Promise<Result>;

interface Tree {
  contexts: { context: string; url: string }[];
}

/** The first of the browser's windows or tabs. */
export async function firstContext(bidi: Bidi, options: object): Promise<string> {
  const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { ...options, maxDepth: 0 });
  const first = contexts[0];
  if (!first) throw new Error('Firefox has no window.');
  return first.context;
}

export async function urlOf(bidi: Bidi, context: string): Promise<string> {
  const { contexts } = await bidi.send<Tree>('browsingContext.getTree', { root: context, maxDepth: 0 });
  return contexts[0]?.url ?? '';
}

type Evaluated =
  | { type: 'success'; result: { type: string; value?: string } }
  | { type: 'exception'; exceptionDetails: { text: string } };

/** Runs a function in a context, and gives what it gives. Values travel as JSON. */
export async function call<Result, Argument>(
  bidi: Bidi,
  context: string,
  run: (argument: Argument) => Result | Promise<Result>,
  argument: Argument,
): Promise<Result> {
  const evaluated = await bidi.send<Evaluated>('script.callFunction', {
    // TypeScript runners name nested functions through a helper of their own, which is not there.
    functionDeclaration: `async (json) => {
      const __name = (named) => named;
      return JSON.stringify(await (${run})(json === undefined ? undefined : JSON.parse(json)));
    }`,
    arguments: [argument === undefined ? { type: 'undefined' } : { type: 'string', value: JSON.stringify(argument) }],
    target: { context },
    awaitPromise: true,
  });
  if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails.text);
  const { value } = evaluated.result;
  return (value === undefined ? undefined : JSON.parse(value)) as Result;
}
