/** Problems of WeChat and push addresses. */
export default {
  'address-wrong': 'This address can’t be used. Check it against the app it belongs to.',
  'address-account-unknown': 'This channel account doesn’t exist or sends to other addresses. Choose another one.',
  'address-not-found': 'This address is no longer in use. Reload the page.',
  'mini-program-unknown': 'The mini-program {{appId}} isn’t set up. Add it under Channels.',
  'login-code-refused': 'WeChat doesn’t know this login code. A code works once, for five minutes.',
  'login-without-source': 'Send the write key of the source that the mini-program tracks under.',
  'provider-not-reached': 'The provider can’t be reached just now. Try again.',
  'push-subscription-wrong': 'The push subscription is incomplete. Send what PushSubscription.toJSON() gives, with userId or anonymousId.',
}
