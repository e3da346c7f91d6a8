/** Words for a channel in headings: Chinese, and English without blanks. */
const CHANNEL_WORDS = {
  email: ['邮件|邮箱|电子邮件|电邮|edm', 'email|emails|emailmarketing|marketingemail|marketingemails|newsletter|newsletters|edm'],
  sms: ['短信|彩信|手机短信|营销短信', 'sms|smsmarketing|marketingsms|text|texts|textmessage|textmessages|mms'],
  phone: ['电话|外呼|来电|电话营销', 'phone|phonemarketing|call|calls|phonecalls|marketingcalls|telephone|telemarketing|calling'],
  wechat: ['微信|公众号|企业微信|企微|微信消息', 'wechat|wechatmarketing|weixin|wecom'],
} as const

/** Words that commonly surround the channel in a heading. */
const CHINESE = (word: string): string[] => {
  const plain = [
    '授权',
    '营销授权',
    '推广授权',
    '订阅',
    '营销',
    '许可',
    '营销许可',
    '同意',
    '营销同意',
    '接收',
    '订阅状态',
    '营销订阅',
    '授权状态',
  ]
  const before = ['同意', '接收', '接受', '订阅', '允许', '愿意接收', '同意接收', '同意接受', '授权']
  const after = ['', '营销', '推广', '推送']
  const asked = before.flatMap((verb) => after.map((noun) => `${verb}${word}${noun}`))
  const said = plain.map((noun) => `${word}${noun}`)
  return [...said, ...asked].flatMap((heading) => [heading, `是否${heading}`])
}
const ENGLISH = (word: string): string[] => [
  ...[
    'accepts',
    'accepted',
    'acceptsmarketing',
    'allow',
    'allows',
    'consent',
    'consentto',
    'optin',
    'receives',
    'subscribedto',
    'agreesto',
  ].map((verb) => `${verb}${word}`),
  ...[
    'consent',
    'consentstate',
    'consentstatus',
    'optin',
    'optedin',
    'optinstatus',
    'permission',
    'allowed',
    'subscribed',
    'subscription',
    'accepted',
  ].map((noun) => `${word}${noun}`),
  ...(word.includes('marketing') ? [] : [`accepts${word}marketing`, `${word}marketingconsent`, `${word}marketingoptin`]),
]

/** Headings of columns with the consent to one channel, in the form that `ImportField` expects. */
export function channelConsentHeadings(channel: keyof typeof CHANNEL_WORDS): string {
  const [chinese, english] = CHANNEL_WORDS[channel]
  return [...new Set([...chinese.split('|').flatMap(CHINESE), ...english.split('|').flatMap(ENGLISH)])].join(' ')
}
