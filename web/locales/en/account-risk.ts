/** Risk, value and health of companies. */
export default {
  title: 'Risk and value',
  listTitle: 'Most at stake',
  asOf: 'As of {{at}}',
  risk: 'Risk of leaving',
  atRisk: 'Value at risk',
  contractYear: 'Contracts a year',
  spent: 'Orders of a year: {{amount}}',
  active: 'Active in 30 days',
  ofMembers: '{{active}} of {{members}}',
  before: 'Usually {{n}} in 30 days',
  seats: 'Seats',
  peak: 'Most in a year: {{n}}',
  signals: 'Health',
  noSignals: 'Nothing speaks against this company staying.',
  reasons: 'What raises the risk most',
  between: '; ',
  refresh: 'Work out now',
  done: 'Risks of companies worked out.',
  notScored: 'This company has not been looked at yet. Risks are worked out every night.',
  noRun: 'Risks of companies are worked out every night, from contracts, people, seats and use.',
  noOpenContract: 'No contract whose end is open, so there is no risk to tell.',
  noPrice: 'No running contract with a price in the currency of the project.',
  noActivity: 'No activity of its people is known.',
  noSeats: 'No seats are known.',
  notEnough:
    'Not enough data to tell risks: {{churned}} companies have left ({{needed}} needed), {{tested}} of them in the newest period ({{testNeeded}} needed). Health is shown all the same.',
  notTrusted:
    'No risks are told: on {{accounts}} later companies, of which {{churned}} left, the model did no better than chance (AUC {{auc}}). Health is shown all the same.',
  trained:
    'Chance that no contract runs in {{days}} days. Tested on {{accounts}} later companies, of which {{churned}} left: AUC {{auc}}, rule of thumb {{rule}}. Value at risk = risk × (contracts + orders of a year); contract fees that were also imported as orders count twice.',
}
