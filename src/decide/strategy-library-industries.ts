import { audienceOf } from './audience.ts'
import { COST_OF_CALL, COST_OF_EMAIL, NO_OFFER, STANDARD } from './strategy-standard.ts'
import type { Cost, LibraryStrategy } from './strategy-standard.ts'

/** One starter strategy for each other industry, added as a draft. */
export function industryStrategies(cost: Cost): LibraryStrategy[] {
  return [
    {
      id: 'telecom-plan-review',
      active: false,
      definition: {
        ...STANDARD,
        name: { zh: '通信：套餐体检回访', en: 'Telecom: plan review call' },
        summary: {
          zh: '用量下降的高风险客户，由客服帮助换到更合适的套餐。',
          en: 'An agent helps customers at high risk onto a plan that fits.',
        },
        pack: 'telecom',
        audience: audienceOf({ riskTiers: ['high'], causes: ['spend-drop', 'visit-drop'] }),
        channel: 'agent_task',
        offer: { kind: 'service', discount: 0, validDays: 0, label: { zh: '套餐体检', en: 'Plan review' } },
        content: {
          subject: { zh: '套餐体检回访', en: 'Plan review call' },
          body: {
            zh: '对照近三个月用量，看客户是否在为用不到的部分付费。\n有更合适的套餐就直接推荐，哪怕更便宜。',
            en: 'Compare the last three months of use with the plan: is the customer paying for what they do not use?\nIf another plan fits better, recommend it, even when it is cheaper.',
          },
        },
        contactCost: cost(COST_OF_CALL),
        expectedEffect: 0.15,
      },
    },
    {
      id: 'saas-get-started',
      active: false,
      definition: {
        ...STANDARD,
        name: { zh: 'SaaS：重新上手', en: 'SaaS: back to value' },
        summary: { zh: '登录减少的账号，邮件提供一次上手协助。', en: 'Offers help getting started to accounts that log in less.' },
        pack: 'saas',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['visit-drop'] }),
        channel: 'email',
        offer: { kind: 'service', discount: 0, validDays: 30, label: { zh: '30 分钟上手协助', en: '30 minutes of help' } },
        content: {
          subject: { zh: '需要有人帮您把它用起来吗？', en: 'Shall we help you get more out of it?' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n最近您登录得少了。是不是哪里卡住了？我们可以花 30 分钟陪您把它用起来，直接回复这封邮件约时间即可。\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nYou have been logging in less lately. Are you stuck somewhere? We will gladly spend 30 minutes with you: just reply to this e-mail with a time.\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.08,
      },
    },
    {
      id: 'finance-dormant-account',
      active: false,
      definition: {
        ...STANDARD,
        name: { zh: '金融：睡眠账户提醒', en: 'Finance: dormant account reminder' },
        summary: {
          zh: '长期没有交易的账户，邮件提醒并说明如何重新使用，不含收益承诺。',
          en: 'Reminds holders of quiet accounts how to use them again. Promises nothing.',
        },
        pack: 'finance',
        audience: audienceOf({ riskTiers: ['high'], causes: ['lapsed-cadence', 'visit-drop'] }),
        channel: 'email',
        offer: NO_OFFER,
        content: {
          subject: { zh: '您的账户已有一段时间没有使用', en: 'Your account has been quiet for a while' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n您的账户近期没有交易。如需继续使用，登录即可；如遇到困难，我们的客服随时协助：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nThere has been no activity on your account lately. To use it again, just log in. If something is in the way, we are here to help:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.04,
      },
    },
    {
      id: 'education-next-course',
      active: false,
      definition: {
        ...STANDARD,
        name: { zh: '教育：续课礼券', en: 'Education: coupon for the next course' },
        summary: { zh: '只上过一门课的学员，发送续课九折券邮件。', en: 'A 10% coupon for the next course to learners who took only one.' },
        pack: 'education',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['one-time-buyer', 'lapsed-cadence'] }),
        channel: 'email',
        offer: { kind: 'coupon', discount: 0.1, validDays: 30, label: { zh: '续课九折券', en: '10% off your next course' } },
        content: {
          subject: { zh: '下一门课，学什么？', en: 'What will you learn next?' },
          body: {
            zh: '{{ customer.firstName | default: "同学" }}：\n\n上一门课学得怎么样？下一门课送您{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nHow did you like your last course? Here is {{ offer.label }}: use {{ coupon.code }} until {{ coupon.validUntil }}.\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.07,
      },
    },
  ]
}
