import {
  apply,
  captureStackTrace,
  construct,
  defineProperty,
  findIn,
  getOwnPropertyDescriptor,
  getter,
  hasOwn,
  NativeError,
  NativeProxy,
  sliceOf,
} from './natives.ts';
import { makeNotes } from './notes.ts';

/**
 * Puts a proxy in the place of a function of the browser's. A proxy has its target's name, length, prototype and
 * properties; what is called, with what, and what comes back stays the page's own affair.
 */

type AnyFunction = (...args: never[]) => unknown;
type Trap = (native: AnyFunction, self: unknown, args: unknown[]) => unknown;

/** What a proxy stands for. */
const natives = makeNotes<AnyFunction>();

const codeOf = getter<number>(DOMException.prototype, 'code');

function isDomException(error: object): boolean {
  try {
    codeOf(error);
    return true;
  } catch {
    return false;
  }
}

/** Chromium's errors have their stack as a property of their own, which can be taken anew without a trace. */
const mendsStacks = captureStackTrace !== undefined && hasOwn(new NativeError(), 'stack');
const here = '/probe/probe.js:';

/**
 * Whether the topmost frame of an error is the probe's, which is so where the browser threw it, and not where script of
 * the page did that the browser called, in a getter of an argument. Null: it cannot be found out unseen, because the page
 * formats stacks itself.
 */
function isBrowsers(error: object, readStack: () => unknown): boolean | null {
  if (getOwnPropertyDescriptor(NativeError, 'prepareStackTrace')) return null;
  const stack = apply(readStack, error, []);
  if (typeof stack !== 'string') return null;
  const from = findIn(stack, '\n    at ', 0);
  if (from < 0) return null;
  const to = findIn(stack, '\n', from + 1);
  return findIn(sliceOf(stack, from, to < 0 ? stack.length : to), here, 0) >= 0;
}

/**
 * An error as the browser would have thrown it without the probe: `trap` is taken out of its stack. Only in Chromium;
 * Firefox would show that it was done. An error of the page's own stays as it is.
 */
function asThrown(error: unknown, args: unknown[], trap: object): unknown {
  if (!mendsStacks || typeof error !== 'object' || error === null) return error;
  const readStack = getOwnPropertyDescriptor(error, 'stack')?.get as (() => unknown) | undefined;
  if (!readStack) return error;
  if (isBrowsers(error, readStack) ?? (isDomException(error) || !hasObjects(args))) captureStackTrace?.(error, trap);
  return error;
}

/** Without objects among the arguments the browser has called no script of the page. */
function hasObjects(args: unknown[]): boolean {
  for (let i = 0; i < args.length; i++) if (typeof args[i] === 'object' || typeof args[i] === 'function') return true;
  return false;
}

function replace(holder: object, name: string, part: 'value' | 'get' | 'set', makeTrap: () => Trap): void {
  const descriptor = getOwnPropertyDescriptor(holder, name);
  const native = descriptor?.[part] as AnyFunction | undefined;
  if (!descriptor || typeof native !== 'function') return;
  const proxy = new NativeProxy(native, { __proto__: null, apply: makeTrap() } as ProxyHandler<AnyFunction>);
  natives.put(proxy, native);
  defineProperty(holder, name, { ...descriptor, __proto__: null, [part]: proxy } as PropertyDescriptor);
}

/** What the probe does when a function was called. A result goes to the page in place of the browser's. */
export type Seen = (self: object, args: unknown[], result: unknown) => unknown;

function trapFor(seen: Seen, before?: (args: unknown[]) => void): Trap {
  return function trap(native, self, args) {
    let result: unknown;
    try {
      before?.(args);
      result = apply(native as () => unknown, self, args);
    } catch (error) {
      throw asThrown(error, args, trap);
    }
    try {
      return seen(self as object, args, result) ?? result;
    } catch {
      // What Earshot cannot see it leaves alone.
      return result;
    }
  };
}

/** Calls `seen` after each call that threw nothing. `before` may replace arguments. */
export function wrapMethod(
  holder: object | undefined,
  name: string,
  seen: Seen,
  before?: (args: unknown[]) => void,
): void {
  if (holder) replace(holder, name, 'value', () => trapFor(seen, before));
}

export function wrapSetter(holder: object | undefined, name: string, seen: Seen): void {
  if (holder) replace(holder, name, 'set', () => trapFor(seen));
}

export function wrapGetter(holder: object | undefined, name: string, seen: Seen): void {
  if (holder) replace(holder, name, 'get', () => trapFor(seen));
}

type AnyClass = abstract new (...args: never[]) => object;

/** Calls `seen` with each object that a class of the browser's makes, for a class of the page's that extends it as well. */
export function wrapClass(name: string, seen: (made: object, args: unknown[]) => void, ...aliases: string[]): void {
  const Native = Reflect.get(globalThis, name) as AnyClass | undefined;
  if (typeof Native !== 'function') return;
  const trap = (native: AnyClass, args: unknown[], newTarget: AnyClass): object => {
    let made: object;
    try {
      made = construct(native as never, args, (newTarget === wrapper ? native : newTarget) as never);
    } catch (error) {
      throw asThrown(error, args, trap);
    }
    try {
      seen(made, args);
    } catch {
      // What Earshot cannot see it leaves alone.
    }
    return made;
  };
  const wrapper = new NativeProxy(Native, { __proto__: null, construct: trap } as unknown as ProxyHandler<AnyClass>);
  natives.put(wrapper, Native as unknown as AnyFunction);
  const put = (holder: object, key: string) => {
    const descriptor = getOwnPropertyDescriptor(holder, key);
    if (descriptor?.value !== Native) return;
    defineProperty(holder, key, { ...descriptor, __proto__: null, value: wrapper } as PropertyDescriptor);
  };
  put(globalThis, name);
  for (let i = 0; i < aliases.length; i++) put(globalThis, aliases[i] as string);
  put((Native as { prototype: object }).prototype, 'constructor');
}

/** `toString` of a proxy would leave the name out; that of what it stands for says it. */
replace(Function.prototype, 'toString', 'value', () => {
  return function trap(native, self, args) {
    const original = typeof self === 'function' ? natives.of(self) : undefined;
    try {
      return apply(native as () => unknown, original ?? self, args);
    } catch (error) {
      // No script of the page has a part in this one.
      if (mendsStacks) captureStackTrace?.(error as object, trap);
      throw error;
    }
  };
});
