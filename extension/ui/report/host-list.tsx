import { Few } from './few.tsx';

/** Hosts, the first few of them and the rest on demand. */
export function HostList({ hosts, atFirst }: { hosts: readonly string[]; atFirst: number }) {
  return (
    <Few atFirst={atFirst}>
      {hosts.map((host) => (
        <span key={host}>
          <bdi>{host}</bdi>
        </span>
      ))}
    </Few>
  );
}
