import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Stands in the source zip and nowhere else: the zip's own files, a line each. So an unpacked zip makes the same zip
 * again, without git and whatever else has come to lie in its folder.
 */
export const listFile = 'SOURCE-FILES.txt';

/** Pictures for people who read the repository or a store's page; nothing is built from them. */
const shownOnly = /^docs\/.*\.png$/;

/**
 * What the source zip holds: everything that git tracks, but for pictures in docs/. In an unpacked source zip, what its
 * list names.
 *
 * @returns paths with `/`, sorted
 * @throws where there is neither a list nor a git checkout
 */
export function sourceFiles(root: string): string[] {
  const list = join(root, listFile);
  if (existsSync(list)) return lines(readFileSync(list, 'utf8'), '\n');
  return lines(git(root, 'ls-files', '-z'), '\0')
    .filter((path) => !shownOnly.test(path))
    .sort();
}

/** Files that git neither tracks nor ignores: a build may read them, the source zip lacks them. Without git, none. */
export function forgottenFiles(root: string): string[] {
  if (existsSync(join(root, listFile))) return [];
  return lines(git(root, 'ls-files', '-z', '--others', '--exclude-standard'), '\0').sort();
}

function git(root: string, ...words: string[]): string {
  const at = (...asked: string[]) => spawnSync('git', asked, { cwd: root, encoding: 'utf8' });
  // Not empty in a folder of somebody else's repository.
  const within = at('rev-parse', '--show-prefix');
  const answer = at(...words);
  if (within.status !== 0 || within.stdout.trim() !== '' || answer.status !== 0) {
    throw new Error(
      `Which files are the source? ${root} is neither a git checkout nor an unpacked source zip (no ${listFile}).`,
    );
  }
  return answer.stdout;
}

function lines(text: string, end: string): string[] {
  return text.split(end).filter((line) => line !== '');
}
