/**
 * The browser's own primitives, taken before the page's first script runs. The page may replace anything that can be
 * reached from its global object, so nothing in the probe looks up a name, a method, an iterator or a getter later on:
 * no `for … of`, no spread, no array or string method, no regular expression, no property of an object of the page.
 */
export const { apply, construct } = Reflect;
export const { defineProperty, getOwnPropertyDescriptor, setPrototypeOf, hasOwn, keys } = Object;
export const { isArray } = Array;
export const { stringify } = JSON;
export const { now } = Date;
export const microtask = queueMicrotask;
export const NativeError = Error;
export const NativeProxy = Proxy;
export const NativeWeakRef = WeakRef;
/** Only Chromium's stack traces can be mended with it: see wrap.ts. */
export const captureStackTrace = (Error as { captureStackTrace?: (error: object, above: object) => void })
  .captureStackTrace;

type Method<Self, Args extends unknown[], Result> = (this: Self, ...args: Args) => Result;

const { bind, call } = Function.prototype;

/** A method as a function of its object. Calling it looks nothing up. */
export const uncurry = bind.bind(call) as <Self, Args extends unknown[], Result>(
  method: Method<Self, Args, Result>,
) => (self: Self, ...args: Args) => Result;

/** A getter as a function of its object; gives undefined where this browser has no such property. Throws as it does. */
export function getter<Value>(holder: object | undefined, name: string): (self: object) => Value | undefined {
  const get = holder && getOwnPropertyDescriptor(holder, name)?.get;
  return get ? (uncurry(get) as (self: object) => Value) : () => undefined;
}

/** The prototype of one of the browser's classes; undefined where this browser, or an insecure page, has none. */
export function prototypeOf(name: string): object | undefined {
  const made = Reflect.get(globalThis, name) as { prototype?: object } | undefined;
  return made?.prototype;
}

const listenTo = uncurry(EventTarget.prototype.addEventListener);
const stopListening = uncurry(EventTarget.prototype.removeEventListener);
/** An own property of every event, which the page cannot redefine. */
const trusted = getter<boolean>(new Event('probe'), 'isTrusted');

/**
 * Listens on an object of the page; hears only what the browser itself dispatches.
 * @returns stops listening
 */
export function listen<Kind extends Event>(target: object, type: string, heard: (event: Kind) => void): () => void {
  const onEvent = (event: Event) => {
    if (trusted(event)) heard(event as Kind);
  };
  listenTo(target as EventTarget, type, onEvent);
  return () => stopListening(target as EventTarget, type, onEvent);
}

const then = uncurry(Promise.prototype.then) as <Value>(
  promise: Promise<Value>,
  onValue: (value: Value) => unknown,
  onError?: (error: unknown) => void,
) => Promise<Value>;

/**
 * Keeps `then` from asking the page's `Promise.prototype` for a species (ECMA-262, SpeciesConstructor): only for a promise
 * that the page never gets to see.
 */
function seclude(promise: object): void {
  defineProperty(promise, 'constructor', { __proto__: null, value: undefined } as PropertyDescriptor);
}

/** Reacts to a promise that the page never gets to see. */
export function settle<Value>(
  promise: Promise<Value>,
  onValue: (value: Value) => void,
  onError: (error: unknown) => void,
): void {
  seclude(promise);
  then(promise, onValue, onError);
}

/**
 * A promise for the page in place of the browser's, settled one microtask after it. With a reaction of the probe's on the
 * page's own promise, a refusal that the page ignores would count as handled, and its `unhandledrejection` would never
 * come; and a reaction that let the refusal through would make one more, of a promise that nobody knows.
 *
 * @param see is given the value before the page is
 */
export function passOn<Value>(promise: Promise<Value>, see: (value: Value) => void): Promise<Value> {
  seclude(promise);
  return then(promise, (value) => {
    try {
      see(value);
    } catch {
      // What Earshot cannot see it leaves alone.
    }
    // The browser itself looks for a `then` of the value, with no function of the probe's on the stack.
    return value;
  });
}

/** A property of an object of the page's, where reading it runs no script: an own one that is no accessor. */
export function plain(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const descriptor = getOwnPropertyDescriptor(holder, name);
  return descriptor && hasOwn(descriptor, 'value') ? descriptor.value : undefined;
}

/** A property of an object that the browser has just made. */
export function own(holder: object, name: string): unknown {
  return hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

const sliceOf = uncurry(String.prototype.slice);
const findIn = uncurry(String.prototype.indexOf);

export const textOf = (value: unknown, limit: number): string =>
  typeof value !== 'string' ? '' : value.length > limit ? sliceOf(value, 0, limit) : value;
export { findIn, sliceOf };

/** Adds to a list of the probe's own. Defined, not assigned: the page may have put a setter on `Array.prototype`. */
export function add<Item>(list: Item[], item: Item): void {
  defineProperty(list, list.length, {
    __proto__: null,
    value: item,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
}

const href = getter<string>(URL.prototype, 'href');
const baseUri = getter<string>(Node.prototype, 'baseURI');
const NativeURL = URL;
const ownDocument = document;

/** The absolute address that a page means by what it gave, a text or a URL; empty where finding out would run script. */
export function addressOf(given: unknown): string {
  try {
    if (typeof given === 'string') return href(new NativeURL(given, baseUri(ownDocument))) ?? '';
    return typeof given === 'object' && given !== null ? (href(given) ?? '') : '';
  } catch {
    return '';
  }
}
