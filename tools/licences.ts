/**
 * The licence texts of the libraries in the bundles. MIT, ISC and BSD ask for copyright and permission texts in every
 * copy, Apache-2.0 (section 4) for its own text and for notices, MPL-2.0 (section 3.2) for where the source is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

export const licencesFile = 'THIRD-PARTY-LICENSES.txt';

/** What esbuild tells of its bundles, as far as it is needed. */
export interface Bundles {
  outputs: Record<string, { inputs: Metafile['outputs'][string]['inputs'] }>;
}

interface Package {
  name: string;
  version: string;
  licence: string;
  source: string | null;
  /** Licence files or else the licence by its id, notices, and what the bundled files themselves say. */
  texts: string[];
}

/**
 * Every package of which code is in a bundle, with version, licence, source and licence texts, by name.
 *
 * @param bundles esbuild's metafiles
 * @param root the folder that the paths in them start from
 * @throws where the licence of a package is not allowed or not told: one sentence that names the package
 */
export function thirdPartyLicences(bundles: readonly Bundles[], root: string): string {
  const packages = new Map<string, Package>();
  for (const [folder, files] of bundledFiles(bundles)) {
    const read = readPackage(join(root, folder), folder.replace(/^.*node_modules\//, ''), files);
    const id = `${read.name} ${read.version}`;
    const known = packages.get(id);
    packages.set(id, known ? { ...known, texts: [...new Set([...known.texts, ...read.texts])] } : read);
  }
  const inOrder = [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  const parts = [
    'Earshot contains code of the packages below, each under its own licence. Earshot itself is under the Mozilla\n' +
      'Public License 2.0 (LICENSE); NOTICE credits the data.',
    ...inOrder.map(({ name, version, licence, source, texts }) => {
      const facts = [`${name} ${version}`, `Licence: ${licence}`, ...(source === null ? [] : [`Source: ${source}`])];
      return [facts.join('\n'), ...texts].join('\n\n');
    }),
    ...referredTo(inOrder),
  ];
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Package folder → its files of which something is left in a bundle, sorted. Paths as in the metafile. */
function bundledFiles(bundles: readonly Bundles[]): [folder: string, files: string[]][] {
  const folders = new Map<string, Set<string>>();
  for (const { outputs } of bundles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        // The last `node_modules` counts: a package can bring packages of its own. `(disabled):…` is an empty module.
        const folder = /^(?!\().*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
        if (folder === undefined || bytesInOutput === 0) continue;
        const files = folders.get(folder) ?? new Set();
        folders.set(folder, files.add(path.slice(folder.length + 1)));
      }
    }
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, files]) => [folder, [...files].sort()]);
}

function readPackage(folder: string, path: string, files: readonly string[]): Package {
  const about = JSON.parse(readText(join(folder, 'package.json'))) as Record<string, unknown>;
  const name = textOr(about['name'], path);
  const version = textOr(about['version'], 'of no version');
  const licence = textOr(about['license'], '');
  if (licence === '') throw new Error(`The bundled package ${name} ${version} names no licence in its package.json.`);
  const byId = textsOf(licence, holderOf(about, name));
  if (byId === null) {
    throw new Error(
      `The bundled package ${name} ${version} is under ${licence}, which tools/licences.ts does not allow in a bundle.`,
    );
  }
  const own = licenceFiles(folder);
  return {
    name,
    version,
    licence,
    source: sourceOf(about),
    texts: [...(own.licences.length > 0 ? own.licences : byId), ...own.notices, ...copyrightComments(folder, files)],
  };
}

/**
 * Texts of the first allowed choice in an SPDX expression; null where there is none. `A OR B` needs one that is
 * allowed, `A AND B` both. An expression with inner parentheses is not understood, hence not allowed.
 */
function textsOf(licence: string, holder: string): string[] | null {
  const choices = licence.replace(/^\(([^()]*)\)$/, '$1').split(' OR ');
  const ids = choices.map((choice) => choice.split(' AND ')).find((all) => all.every((id) => allowed.has(id)));
  return ids?.map((id) => allowed.get(id)?.(holder) ?? '') ?? null;
}

function licenceFiles(folder: string): { licences: string[]; notices: string[] } {
  const names = readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isFile() && !/\.(?:[cm]?[jt]s|json|map|html)$/.test(entry.name) ? [entry.name] : []))
    .sort();
  const texts = (start: RegExp) => names.filter((name) => start.test(name)).map((name) => readText(join(folder, name)));
  return { licences: texts(/^(?:licen[cs]es?|copying|unlicense)\b/i), notices: texts(/^notice\b/i) };
}

/**
 * What comments in bundled files say of copyright: code taken from elsewhere has another holder and licence than its
 * package, and the bundler drops its comments (brotli's decoder is Google's, under Apache-2.0).
 */
function copyrightComments(folder: string, files: readonly string[]): string[] {
  const said = files
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
    .flatMap((file) => readText(join(folder, file)).match(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n?)+/gm) ?? [])
    .filter((comment) => /\bcopyright\b.*\d{4}|\(c\) \d{4}/i.test(comment))
    .map((comment) => {
      const lines = comment.replace(/^\/\*[*!]?|\*\/$/g, '').replace(/^[ \t]*(?:\/\/|\*)?[ \t]*/gm, '');
      const paragraphs = lines.trim().split(/\n{2,}/);
      // What follows is about the code.
      const last = paragraphs.findLastIndex((paragraph) => /copyright|licen[cs]e|\(c\)|warrant/i.test(paragraph));
      return paragraphs.slice(0, last + 1).join('\n\n');
    });
  return said.length === 0 ? [] : ['In its files:', ...new Set(said)];
}

/** Long licences that packages name without bringing them: what shows the name, what shows the text, where it is. */
const long = [
  {
    id: 'Apache-2.0',
    named: /Apache License,?\s+Version 2\.0/i,
    text: /END OF TERMS AND CONDITIONS/,
    // The compiler's own licence, in full and without a name filled in.
    file: 'node_modules/typescript/LICENSE.txt',
  },
  {
    id: 'MPL-2.0',
    named: /Mozilla Public License,?\s+(?:v\. ?|version )?2\.0/i,
    text: /^1\. Definitions/m,
    file: 'LICENSE',
  },
];

/** The long licences, once each, where a package is under one, or refers to it, and does not bring it. */
function referredTo(packages: readonly Package[]): string[] {
  const refers = ({ licence, texts }: Package, { id, named, text }: (typeof long)[number]) =>
    (licence.includes(id) || texts.some((each) => named.test(each))) &&
    !texts.some((each) => named.test(each) && text.test(each));
  return long
    .filter((licence) => packages.some((each) => refers(each, licence)))
    .map(({ id, file }) => `${id}, in full\n\n${readText(join(import.meta.dirname, '..', file))}`);
}

const redistribution = `Redistribution and use in source and binary forms, with or without modification, are permitted
provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
disclaimer.

2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
disclaimer in the documentation and/or other materials provided with the distribution.`;
const endorsement = `3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse
or promote products derived from this software without specific prior written permission.`;
const contributors = `THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT,
INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY
OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT
OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

/**
 * What may be bundled, by SPDX id: all of these can be carried by a work under MPL-2.0. With the text for a package
 * that brings no file. `referredTo` completes Apache and MPL; the last four ask for nothing, or for no more than a link.
 */
const allowed = new Map<string, (holder: string) => string>([
  [
    'MIT',
    (holder) => `Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  ],
  [
    'ISC',
    (holder) => `Copyright (c) ${holder}

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`,
  ],
  ['BSD-2-Clause', (holder) => [`Copyright (c) ${holder}`, redistribution, contributors].join('\n\n')],
  ['BSD-3-Clause', (holder) => [`Copyright (c) ${holder}`, redistribution, endorsement, contributors].join('\n\n')],
  ['Apache-2.0', (holder) => `Copyright ${holder}\n\nLicensed under the Apache License, Version 2.0.`],
  ['MPL-2.0', (holder) => `Copyright ${holder}\n\nSubject to the terms of the Mozilla Public License, v. 2.0.`],
  ['BlueOak-1.0.0', (holder) => `Copyright ${holder}\n\nhttps://blueoakcouncil.org/license/1.0.0`],
  ['0BSD', () => 'https://spdx.org/licenses/0BSD.html'],
  ['CC0-1.0', () => 'https://creativecommons.org/publicdomain/zero/1.0/legalcode'],
  ['Unlicense', () => 'https://unlicense.org'],
]);

/** npm's `author` is a text or an object. */
function holderOf({ author }: Record<string, unknown>, name: string): string {
  const named = typeof author === 'object' && author !== null ? Reflect.get(author, 'name') : author;
  return textOr(named, `the authors of ${name}`);
}

/** Where the source can be had, as a link; npm takes git's own addresses and a short form as well. */
function sourceOf({ repository, homepage }: Record<string, unknown>): string | null {
  const url = typeof repository === 'object' && repository !== null ? Reflect.get(repository, 'url') : repository;
  const given = textOr(url, textOr(homepage, ''));
  if (given === '') return null;
  return given
    .replace(/^(?:github:)?(?=[\w-]+\/[\w.-]+$)/, 'https://github.com/')
    .replace(/^git@([^:]+):/, 'https://$1/')
    .replace(/^(?:git\+)?(?:ssh|git|https?):\/\/(?:git@)?/, 'https://')
    .replace(/\.git$/, '');
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}

function readText(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing, so the licences cannot be written; run npm ci.`);
  return readFileSync(path, 'utf8')
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
}
