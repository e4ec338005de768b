// What pages on this topic say, in English: ICU messages by name.

export const en = {
  'end-title': 'End these mails',
  'end-text': 'This ends {what}. In the forum you are told as before.',
  'end-button': 'End them',
  'ended-title': 'Ended',
  'ended-text': 'You get {what} no more.',
  'mail-mail': 'all mails about notifications at once',
  'mail-digest': 'the daily digest',
  'mail-mention': 'mails about mentions',
  'mail-reply': 'mails about replies to you',
  'mail-thread': 'mails about threads that you follow',
  'mail-place': 'mails about places that you follow',
  'mail-decision': 'mails about decisions',
  'mail-application': 'mails about applications',
  'mail-invitation': 'mails about invitations used',
} as const;
