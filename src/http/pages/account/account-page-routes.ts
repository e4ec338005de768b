// All pages around an account: coming in, signing in, settings.
import type { Route } from '../../route.ts';
import type { AccountPageNeeds } from './account-needs.ts';
import { addressDesk, passwordDesk } from './address-desk.tsx';
import { dataDesks } from './data-desk.tsx';
import { notificationsDesk } from './notifications-desk.tsx';
import { passkeysDesk } from './passkeys-desk.tsx';
import { profileDesk } from './profile-desk.tsx';
import { readingDesk } from './reading-desk.tsx';
import { recoveryRoutes } from './recovery-routes.ts';
import { registerRoutes } from './register-routes.ts';
import { secondFactorDesk } from './second-factor-desk.tsx';
import { sessionsDesk } from './sessions-desk.tsx';
import { signInRoutes } from './sign-in-routes.ts';

export const accountPageRoutes = (needs: AccountPageNeeds): Route[] => [
  ...signInRoutes(needs),
  ...recoveryRoutes(needs),
  ...registerRoutes(needs),
  ...profileDesk(needs),
  ...addressDesk(needs),
  ...passwordDesk(needs),
  ...secondFactorDesk(needs),
  ...passkeysDesk(needs),
  ...sessionsDesk(needs),
  ...notificationsDesk(needs),
  ...readingDesk(needs),
  ...dataDesks(needs),
];
