// What pages on this topic say, in English: ICU messages by name.

export const en = {
  'first-run-title': 'First run',
  'first-run-welcome': 'Welcome to {origin}',
  'first-run-text': 'This names the instance and makes its first admin. The link works once.',
  'first-run-instance': 'What people call this instance',
  'first-run-account': 'Your account',
  'first-run-button': 'Make the account',
} as const;
