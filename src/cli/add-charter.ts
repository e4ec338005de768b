// Puts the commands of the charter before this instance's database, key and network.
import type { Command } from 'commander';
import { ensureOwnKey } from '../app/own-key.ts';
import { createClient } from '../federation/net/client.ts';
import { readInstanceName } from '../forum/instance/settings.ts';
import { charterCommands, charterVerbs, type WithVerbs } from './charter.ts';
import { processTerminal } from './terminal.ts';
import { withCore } from './with-core.ts';

const withVerbs: WithVerbs = (work) =>
  withCore(async (core) => {
    const name = await readInstanceName(core.db.read, core.origin);
    const client = createClient({ ownUrl: core.publicUrl, allowPrivate: core.config.allowPrivatePeers });
    const verbs = charterVerbs({ ...core, client, url: core.publicUrl, name });
    try {
      return await work({
        ...verbs,
        // Whoever founds has a key; whoever signs or comes back must have the one that the draft names.
        async draft(proposal, urls) {
          await ensureOwnKey(core);
          return verbs.draft(proposal, urls);
        },
      });
    } finally {
      await client.close();
    }
  });

export const addCharter = (program: Command): void => {
  program.addCommand(charterCommands(withVerbs, processTerminal()));
};
