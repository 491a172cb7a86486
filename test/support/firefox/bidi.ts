import WebSocket from 'ws';

/** A WebDriver BiDi connection: commands out, answers in. https://w3c.github.io/webdriver-bidi/ */
export interface Bidi {
  /** Rejects when the browser refuses, does not answer within half a minute, or is gone. */
  send<Result = unknown>(method: string, params?: object): Promise<Result>;
  close(): void;
}

interface Answer {
  id?: number;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  error?: string;
  message?: string;
}

const patience = 30_000;

export async function connectBidi(url: string): Promise<Bidi> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 2 ** 28 });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let count = 0;
  socket.on('message', (data) => {
    const { id, type, result, error, message } = JSON.parse(String(data)) as Answer;
    if (id === undefined) return;
    const asked = waiting.get(id);
    if (type === 'error') asked?.reject(new Error(`${error}: ${message}`));
    else asked?.resolve(result);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser is gone.'));
  });

  return {
    async send<Result>(method: string, params: object = {}) {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('The browser is gone.');
      const id = ++count;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Result>((resolve, reject) => {
          waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
          timer = setTimeout(() => reject(new Error(`No answer to ${method} within ${patience} ms.`)), patience);
          socket.send(JSON.stringify({ id, method, params }));
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    close: () => socket.terminate(),
  };
}
