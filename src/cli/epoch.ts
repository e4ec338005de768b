// `koinon epoch …`: the epochs of this instance's own journal: look, open the next one, mark a database that was restored.
import type { Command } from 'commander';
import type { Core } from '../app/core.ts';
import { buildFederation, type Federation } from '../app/federation.ts';
import { Refusal } from '../base/errors.ts';
import { silentLogger } from '../base/log.ts';
import { createGovernance } from '../delivery/governance-key.ts';
import type { Asked } from '../federation/go-on.ts';
import { listPeers } from '../federation/sync/peer-store.ts';
import { fingerprintOf } from '../forum/charter/fingerprint.ts';
import { markDatabase } from '../forum/planks/mark-database.ts';
import { governs } from '../forum/planks/renew-epoch.ts';
import { operator } from '../forum/policy/actor.ts';
import { firstSeq } from '../journal/envelope.ts';
import { type Epoch, epochsOf, findJournal, type Journal } from '../journal/journal-store.ts';
import { processTerminal } from './terminal.ts';
import { withCore } from './with-core.ts';

type Own = { coalition: string; journal: Journal; epochs: Epoch[] };

const readOwn = async (core: Core): Promise<Own> => {
  const coalition = await core.coalition();
  const journal = coalition && (await findJournal(core.db.read, coalition, core.origin));
  if (!coalition || !journal)
    throw new Refusal('not-found', `${core.origin} has no journal: it is in no coalition, or PUBLIC_URL is another.`);
  return { coalition, journal, epochs: await epochsOf(core.db.read, journal.id) };
};

const entriesOf = ({ epoch, head_seq }: Epoch): number => head_seq - firstSeq(epoch) + 1;

const describe = async (core: Core, epoch: Epoch): Promise<string> => {
  const parts = [`${entriesOf(epoch)} entries`, `opened ${new Date(epoch.at).toISOString()}`];
  parts.push((await core.keys.find(core.db.read, epoch.kid)) ? 'its key is here' : 'its key is not here');
  if (epoch.final) parts.push('final');
  if (epoch.forked_seq !== null) parts.push(`disputed from ${epoch.forked_seq}@${core.origin} on`);
  if (epoch.end_seq !== null) parts.push(`ended at ${epoch.end_seq}@${core.origin}`);
  return `epoch ${epoch.epoch}: ${parts.join(', ')}`;
};

const show = (): Promise<void> =>
  withCore(async (core) => {
    const { coalition, journal, epochs } = await readOwn(core);
    console.log(`The journal of ${core.origin} in coalition ${coalition}`);
    for (const epoch of epochs) console.log(await describe(core, epoch));
    const key = core.governance.key();
    const right = key && governs(await core.facts(core.db.read, coalition), key);
    const where = core.config.governanceKeyFile;
    console.log(
      key
        ? `governance key: ${right ? 'at hand' : 'NOT the one that the charter names'}, ${where}, ${fingerprintOf(key.publicJwk)}`
        : `governance key: not at hand (${where})`,
    );
    const forked = epochs.some((epoch) => epoch.forked_seq !== null);
    if (journal.halted !== null) console.log(`halted: ${journal.halted}`);
    else if (forked) console.log('disputed: two entries have one number ("koinon epoch open --final" ends that)');
    else console.log('it goes on');
  });

const HEARD: Record<Asked, string> = {
  alone: 'This instance is alone in its coalition.',
  all: 'All peers were asked, and told what they hold of this journal.',
  some: 'Some peers could not be asked. They may know of later epochs: a restored journal leaves numbers out, by chance.',
  none: 'NO PEER COULD BE ASKED. What this journal said and this database does not hold comes back when one answers.',
  'under-way': 'Some peers have not answered yet.',
};

const FINAL = [
  'FINAL: what this journal said beyond the entries that stand here is void on every instance, for ever.',
  'That is the way out of a fork. After a backup was restored it is wrong as long as own entries are missing here.',
];

const askPeers = async (federation: Federation, coalition: string): Promise<Asked> => {
  await federation.loop.pullAll();
  return federation.restored.asked(coalition);
};

type OpenOptions = { final?: boolean; yes?: boolean; key?: string };

const open = (options: OpenOptions): Promise<void> =>
  withCore(async (opened) => {
    const keyFile = options.key ?? opened.config.governanceKeyFile;
    // The key comes in further down: asking peers must not open an epoch before there was a yes.
    const governance = { ...opened.governance, key: () => undefined };
    const core: Core = { ...opened, governance, log: silentLogger };
    const { coalition } = await readOwn(core);
    const key = createGovernance(keyFile).key();
    if (!key) throw new Refusal('unavailable', `There is no governance key at ${keyFile}. Name it with --key.`);
    const federation = buildFederation(core, { refresh: async () => {} });
    try {
      const { print, ask } = processTerminal();
      const asked = await askPeers(federation, coalition);
      const { epochs, journal } = await readOwn(core);
      for (const epoch of epochs) print(await describe(core, epoch));
      print(HEARD[asked]);
      for (const { origin, error } of await listPeers(core.db.read, coalition))
        if (error) print(`  ${origin}: ${error}`);
      if (journal.halted === null) print('The journal is not halted: a new epoch changes its operations key.');
      if (options.final) for (const line of FINAL) print(line);
      if (!options.yes && !(await ask('Open the next epoch?'))) {
        print('Nothing was opened. Add --yes where nobody can answer.');
        process.exitCode = 1;
        return;
      }
      const skip = journal.halted === null ? 0 : federation.restored.leaveOut(asked, epochs.at(-1)?.epoch ?? 0);
      const final = options.final === true;
      const epoch = await federation.renew(operator, { coalition, governance: key, final, skip });
      print(`Epoch ${epoch} is open; a running instance goes on in it and tells its peers.`);
    } finally {
      await federation.stop();
    }
  });

const mark = (): Promise<void> =>
  withCore(async (core) => {
    await markDatabase(core)(operator);
    console.log(
      'Marked: before it speaks on planks again, this instance takes back what it said and opens a new epoch.',
    );
  });

export const addEpoch = (program: Command): void => {
  const epoch = program.command('epoch').description("the epochs of this instance's own journal");
  epoch.command('show').description('the epochs, their keys, and whether the journal goes on').action(show);
  epoch
    .command('open')
    .option('--key <file>', 'the governance key; else GOVERNANCE_KEY_FILE')
    .option('--final', 'void what this journal said beyond what stands here: the way out of a fork')
    .option('--yes', 'do not ask')
    .description('open the next epoch, with a new operations key')
    .action(open);
  epoch
    .command('mark')
    .description('say that this database was restored from a dump or a snapshot; before the instance starts')
    .action(mark);
};
