// `koinon charter …`: found a coalition, sign a draft, look at it, fetch a charter. Thin doors to the verbs; they may run beside
// a running server, on the same database.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import { parseStrictJson, StrictJsonError } from '../base/strict-json.ts';
import { fetchCharter } from '../federation/charter-exchange.ts';
import { compareFounders, draftCoalition, type FoundNeeds, signAndSend } from '../federation/found-coalition.ts';
import { type FoundingView, readFoundings } from '../forum/charter/read-founding.ts';
import { refuseFounding } from '../forum/charter/refuse-founding.ts';
import { operator } from '../forum/policy/actor.ts';
import { describeFounding, describeSigned } from './describe-founding.ts';
import type { Terminal } from './terminal.ts';

/** The verbs, bound to the instance whose operator calls. */
export const charterVerbs = (needs: FoundNeeds) => ({
  draft: (proposal: unknown, urls: readonly string[]) => draftCoalition(needs)(operator, proposal, urls),
  list: () => readFoundings(needs)(operator),
  compare: compareFounders(needs),
  sign: (hash: string) => signAndSend(needs)(operator, hash),
  refuse: (hash: string) => refuseFounding(needs)(operator, hash),
  fetch: (url: string) => fetchCharter(needs)(operator, url),
});
export type CharterVerbs = ReturnType<typeof charterVerbs>;

/** Opens what the verbs need for one command, and closes it again. */
export type WithVerbs = <T>(work: (verbs: CharterVerbs) => Promise<T>) => Promise<T>;

const readProposalFile = async (file: string): Promise<unknown> => {
  const text = await readFile(file, 'utf8');
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof StrictJsonError) throw new Refusal('invalid', `${file}: ${error.message}.`);
    throw error;
  }
};

/** The draft that is meant: by its hash or how that begins, or the only one that waits. */
const findDraft = async ({ list }: CharterVerbs, hash: string | undefined): Promise<FoundingView> => {
  const all = await list();
  const waiting = all.filter(
    ({ state, founders }) => state === 'draft' && founders.some(({ self, signed }) => self && !signed),
  );
  const meant = hash === undefined ? waiting : all.filter((one) => one.hash.startsWith(hash));
  if (meant.length === 1 && meant[0]) return meant[0];
  if (hash !== undefined) throw new Refusal('not-found', `There is no such draft here: ${hash}.`);
  if (meant.length === 0) throw new Refusal('not-found', 'No draft waits for a signature here.');
  throw new Refusal('invalid', `Several drafts wait: name one of ${meant.map((one) => one.hash).join(', ')}.`);
};

/** Shows a draft with all fingerprints, asks, signs and sends. */
const signDraft = async (verbs: CharterVerbs, terminal: Terminal, draft: FoundingView, yes: boolean): Promise<void> => {
  const { print } = terminal;
  const compared = await verbs.compare(draft.hash);
  for (const line of describeFounding(draft, compared)) print(line);
  const alone = draft.founders.length === 1;
  const question = 'Have you compared the fingerprints over another channel, and do you sign?';
  const agreed = yes || alone || (await terminal.ask(question));
  if (!agreed) {
    print(agreed === false ? 'Nothing was signed.' : 'Nothing was signed: nobody is here to answer. Add --yes.');
    print(`  koinon charter sign ${draft.hash}`);
    return;
  }
  for (const line of describeSigned(await verbs.sign(draft.hash))) print(line);
};

/** @returns the command `charter` with its sub-commands, to be added to the program */
export const charterCommands = (withVerbs: WithVerbs, terminal: Terminal): Command => {
  const charter = new Command('charter').description('the charter of the coalition: found it, sign it, show it');

  charter
    .command('found')
    .description('draft a founding charter, sign it and send it to the other founders')
    .argument('<file>', 'the proposal: name, planks and rules, as in seeds/charter.json')
    .option('--with <url...>', 'addresses of the other founders; none: this instance alone')
    .option('--yes', 'sign without asking')
    .action(async (file: string, options: { with?: string[]; yes?: boolean }) => {
      const proposal = await readProposalFile(file);
      await withVerbs(async (verbs) => {
        const { hash } = await verbs.draft(proposal, options.with ?? []);
        await signDraft(verbs, terminal, await findDraft(verbs, hash), options.yes === true);
      });
    });

  charter
    .command('sign')
    .description('show a draft with the fingerprints of all keys, and sign it')
    .argument('[hash]', 'which draft; the only one that waits when left out')
    .option('--yes', 'sign without asking')
    .action(async (hash: string | undefined, options: { yes?: boolean }) => {
      await withVerbs(async (verbs) => signDraft(verbs, terminal, await findDraft(verbs, hash), options.yes === true));
    });

  charter
    .command('refuse')
    .description('put a draft aside, so that another one can be signed')
    .argument('<hash>')
    .action(async (hash: string) => {
      await withVerbs(async (verbs) => {
        const draft = await findDraft(verbs, hash);
        await verbs.refuse(draft.hash);
        terminal.print(`Refused: ${draft.hash}`);
      });
    });

  charter
    .command('show')
    .description('show the charter in force, and drafts')
    .action(async () => {
      const all = await withVerbs((verbs) => verbs.list());
      if (all.length === 0) terminal.print('This instance is in no coalition, and no draft of a charter is here.');
      for (const founding of all) for (const line of describeFounding(founding, [])) terminal.print(line);
    });

  charter
    .command('fetch')
    .description('take the charter that names this instance from a peer, after its database was lost')
    .argument('<url>', 'address of any instance of the coalition')
    .action(async (url: string) => {
      const { coalition, v, name, news } = await withVerbs((verbs) => verbs.fetch(url));
      terminal.print(`${news ? 'In force now' : 'In force already'}: ${name}, version ${v} (${coalition})`);
    });

  return charter;
};
