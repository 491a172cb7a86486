import { useEffect, useState } from 'preact/hooks';
import type { Time } from '../model/vocabulary.ts';

/** The time, renewed each second while `running`. */
export function useNow(running: boolean): Time {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
