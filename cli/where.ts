/** `earshot where`: what the extension would say of a host or an address, without a visit and without a network. */
import { parseArgs } from 'node:util';
import type { Exposure, Location, Operator } from '../extension/model/report.ts';
import type { Country } from '../extension/model/vocabulary.ts';
import type { Command } from './command.ts';
import { type Facts, factsOf } from './facts.ts';
import { readQuery } from './query.ts';
import { renderFacts, renderSources } from './where-text.ts';

/** One line of `--json`; docs/cli.md says what each part means. */
export interface Answer {
  query: string;
  host: string | null;
  ip: string | null;
  registrableDomain: string | null;
  service: { id: string; name: string; role: string } | null;
  operator: (Company & { parent: Company | null }) | null;
  network: { asn: number; name: string; operator: string | null } | null;
  location: Pick<Location, 'country' | 'certainty' | 'candidates'>;
  exposures: Exposure[];
}

interface Company {
  name: string;
  countries: Country[];
}

const usage = `usage: earshot where [--json] [--laws] HOST_OR_IP…

Says whose a host or address is, where it stands, and whose law reaches it.

  discord.com              a host; it is not looked up, so its address stays unknown
  43.157.0.1               an address, IPv4 or IPv6
  cdn.example=43.157.0.1   a host at an address
  wss://rtc.example/rtc    a URL, for its host

  --json                   one object per line
  --laws                   every law with its articles, plain meaning and how it was checked`;

export const where: Command = {
  name: 'where',
  async run(args, io) {
    let options: { values: { json?: boolean; laws?: boolean; help?: boolean }; positionals: string[] };
    try {
      options = parseArgs({
        args: [...args],
        options: { json: { type: 'boolean' }, laws: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
        allowPositionals: true,
      });
    } catch (error) {
      io.err(`earshot where: ${error instanceof Error ? error.message : error}\n\n${usage}`);
      return 2;
    }
    const { values, positionals } = options;
    if (values.help) {
      io.out(usage);
      return 0;
    }
    if (positionals.length === 0) {
      io.err(usage);
      return 2;
    }
    const data = await io.data();
    const all: Facts[] = [];
    const told = new Set<string>();
    let code = 0;
    for (const text of positionals) {
      const query = readQuery(text);
      if ('wrong' in query) {
        io.err(`earshot where: ${quoted(text)} is neither a host nor an address: ${query.wrong}.`);
        code = 2;
        continue;
      }
      const facts = await factsOf(query, data);
      all.push(facts);
      if (!values.json) {
        io.out(renderFacts(facts, data.catalogue, io.columns, told));
        continue;
      }
      if (query.doubt !== null) io.err(`earshot where: ${quoted(text)} is unknown: ${query.doubt}.`);
      io.out(JSON.stringify(answerOf(facts)));
    }
    if (!values.json && all.length > 0) {
      io.out(renderSources(all, data, { columns: io.columns, now: io.now(), full: values.laws === true }));
    }
    for (const { file, detail } of data.networks.problems) io.err(`earshot where: address data: ${file}: ${detail}`);
    return code;
  },
};

/** The answer as `--json` gives it. */
function answerOf({ query, registrableDomain, service, operator, carrier, address, exposures }: Facts): Answer {
  const { country, certainty, candidates } = address?.location ?? nowhere;
  const network = address?.network ?? null;
  return {
    query: query.text,
    host: query.host,
    ip: query.ip,
    registrableDomain,
    service: service && { id: service.serviceId, name: service.service.name, role: service.role },
    operator: operator && { ...companyOf(operator), parent: operator.parent && companyOf(operator.parent) },
    network: network && { asn: network.asn, name: network.name, operator: carrier?.name ?? null },
    location: { country, certainty, candidates },
    exposures,
  };
}

/** Control characters could make a terminal show something else. */
function quoted(text: string): string {
  return `"${text.replace(/\p{Cc}/gu, '·')}"`;
}

function companyOf({ name, seats }: Pick<Operator, 'name' | 'seats'>): Company {
  return { name, countries: [...new Set(seats.map(({ country }) => country))] };
}

/** Of a host that was not looked up. */
const nowhere: Pick<Location, 'country' | 'certainty' | 'candidates'> = {
  country: null,
  certainty: 'unknown',
  candidates: [],
};
