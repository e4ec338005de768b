// Every command but `serve`, in the order that help shows them.
import { addCharter } from './add-charter.ts';
import { addAdmin } from './admin.ts';
import { addBackup } from './backup.ts';
import { addDemo } from './demo.ts';
import { addEpoch } from './epoch.ts';
import { addRebuild } from './rebuild.ts';
import { addRestore } from './restore.ts';

export const otherCommands = [addDemo, addAdmin, addCharter, addBackup, addRestore, addRebuild, addEpoch];
