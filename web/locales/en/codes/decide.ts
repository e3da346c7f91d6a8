export default {
  previewChange: {
    expired: 'more than an hour old',
    scores: 'newer churn scores',
    profiles: 'newer profiles',
    imports: 'data imported',
    runs: 'another run',
    strategies: 'a strategy was changed or paused',
    channels: 'a channel was set up or removed',
    reach: 'consent, contact details or unsubscribes changed',
    members: 'people joined or left companies',
    effects: 'newly measured effects',
    other: 'the data changed',
  },
  runState: {
    running: 'Running',
    planned: 'Planned',
    sending: 'Sending',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    decided: 'Matched',
    queued: 'Queued',
  },
  strategyState: {
    draft: 'Draft',
    active: 'Active',
    paused: 'Paused',
    retired: 'Retired',
  },
  arm: {
    treated: 'Contact group',
    control: 'Control group',
  },
  skip: {
    cooldown: 'Contacted recently',
  },
  offer: {
    none: 'No offer',
    coupon: 'Coupon',
    gift: 'Gift',
    service: 'Service',
  },
  templatePart: {
    subject: 'subject',
    body: 'body',
  },
  templateLanguage: {
    zh: 'Chinese',
    en: 'English',
  },
}
