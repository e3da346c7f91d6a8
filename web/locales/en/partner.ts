export default {
  panel: 'Partner data',
  note: 'Tags that another company gives your customers',
  title: 'Agreement with {{name}}',
  none: 'This source is no partner',
  noneText:
    'Say by which identifier the partner names your customers. It can then send tags by file or API; who refuses the purpose of this source is left out.',
  agree: 'Set up',
  change: 'Change',
  end: 'End agreement',
  endAsk: 'End the agreement? Its {{n}} tags are deleted.',
  identifier: 'Agreed identifier',
  identifierHelp: 'The partner names people by this and by nothing else. Who is no customer here does not become one.',
  days: 'Tags hold, days',
  daysHelp: 'For tags that name no end of their own. Left empty, they hold until the partner says otherwise.',
  daysOf: '{{n}} days',
  noEnd: 'Until said otherwise',
  agreedAt: 'Agreed',
  tags: 'Tags',
  counts: '{{tags}}, of which ended: {{ended}}. Customers: {{customers}}',
  upload: 'Upload tags',
  uploadText:
    'A CSV file with one tag a line: a column for the agreed identifier ({{identifier}}), one for the tag and, if there are, value, time, valid until and consent.',
  file: 'CSV file of tags',
  text: 'CSV text of tags',
  would:
    '{{received}} lines: {{stored}} would be stored, {{duplicates}} are there already, {{quarantined}} would go to quarantine, {{dropped}} are without consent and would not be kept.',
  taken:
    '{{received}} lines: {{stored}} stored, {{duplicates}} duplicates, {{quarantined}} in quarantine, {{dropped}} without consent and not kept.',
  ignored: 'Columns that are not read: {{columns}}',
  problem: 'Line {{line}}: {{why}}',
}
