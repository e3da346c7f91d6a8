/** Problems of offers and their codes. */
export default {
  'offer-not-found': 'There is no such offer.',
  'offer-wrong': '“{{place}}” of the offer must be {{expected}}.',
  'offer-audience-forbidden':
    '“{{field}}” may not decide who gets an offer (Personal Information Protection Law of China, article 24). Take it out of the audience.',
  'offer-audience-reason':
    '“{{field}}” may decide who gets an offer only with a written reason of 10 characters or more. Write it, or take the condition out.',
  'offer-name-taken': 'Another offer has this name, maybe one that has ended. Choose another name.',
  'offer-code-taken': 'Another offer that has not ended has this code, so that nobody could tell which one was used. Choose another.',
  'offer-changed': 'Somebody saved this offer meanwhile. Load it again and repeat your change.',
  'offer-currency-fixed': 'This offer was given out already, so its currency stays. Write a new offer for another currency.',
  'offer-is-over': 'This offer has ended and cannot change any more. Write a new one.',
  'offer-state': 'This offer is in another state by now. Load it again.',
  'offer-no-secret': 'The shop cannot check questions for codes yet. Make a secret in this offer and give it to the shop first.',
  'offer-no-codes': 'This offer has no code left to give out. Bring a list of codes first.',
  'offer-codes-mode': 'This offer takes no list of codes. Choose codes of a list in it first.',
  'offer-codes-none':
    'There is no code in the text. Put one on each line: 3 to 60 letters, digits or . _ / + = : #, in the first column.',
  'offer-codes-many': 'There are {{count}} codes in the text. Bring at most {{most}} at once.',
  'offer-code-refused': 'The code does not hold.',
  'offer-code-refused_unknown': 'There is no such code. Check how it was typed.',
  'offer-code-refused_used': 'This code was used in another order.',
  'offer-code-refused_not_yet': 'This code does not hold yet.',
  'offer-code-refused_over': 'This code is over.',
  'offer-code-refused_not_live': 'The offer of this code is not live.',
  'offer-code-refused_below_minimum': 'The order is below the least amount of this offer.',
  'offer-code-refused_other_currency': 'The order is in another currency than the offer.',
  'offer-code-refused_other_products': 'Nothing in the order is what the offer holds for.',
  'offer-code-refused_limit': 'The customer has used this offer as often as one may.',
  'content-offer-lost': 'The offer of this content is gone or has ended, so that no message could be made. Choose another offer, or none.',
}
