import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { gift, letter, packOf, service } from './pack.ts'

/** Software by subscription: use comes before renewal. */
export function saasPack(cost: Cost): LibraryStrategy[] {
  return packOf('saas', 90, cost, [
    {
      id: 'renewal-call',
      name: ['续约前 60 天：客户成功回访', '60 days before renewal: a success call'],
      summary: [
        '60 天内到期且风险升高的客户，由客户成功经理回访。',
        'A success manager calls customers at risk whose contract renews within 60 days.',
      ],
      where: 'contract.renews_at in next 60 days and churn.tier in ("high", "medium")',
      channels: ['agent_task'],
      offer: service(0, '续约回访', 'a success review'),
      subject: ['续约前回访', 'Success review before renewal'],
      body: [
        '准备三个数字：活跃席位、最常用功能、未解决的工单。\n先问当初要解决的问题解决了没有，再谈席位和版本是否合适。\n席位多了就建议减：留下来的客户比多收的席位费重要。',
        'Bring three figures: active seats, most-used features, open tickets.\nAsk first whether the problem they bought it for is solved, then whether seats and plan fit.\nIf there are too many seats, suggest fewer: a customer who stays is worth more than unused seats.',
      ],
      yuan: 20,
      effect: 0.2,
      atMost: 100,
      slaHours: 48,
    },
    {
      id: 'feature-trial',
      name: ['高阶功能试用', 'A trial of the next plan'],
      summary: [
        '经常使用、将在 90 天内续约的客户，开放高阶功能试用 30 天。',
        'Opens the next plan for 30 days to active customers who renew within 90 days.',
      ],
      where: 'days(event "Signed In" in last 30 days) >= 8 and contract.renews_at in next 90 days',
      channels: ['email'],
      offer: gift(30, '高阶功能试用 30 天', 'a 30-day trial of the next plan'),
      subject: ['为您的团队开放高阶功能 30 天', 'The next plan is open to your team for 30 days'],
      body: letter(
        '你们用得很充分。我们为您的团队开放了{{ offer.label }}，无需付款信息，到期自动恢复原版本。开通码 {{ coupon.code }}：\n{{ shop.url }}\n\n想先看怎么用得上？直接回复，我们按你们的场景演示 20 分钟。',
        'Your team makes good use of the product. Here is {{ offer.label }}: no card needed, and it goes back by itself. Your code is {{ coupon.code }}:\n{{ shop.url }}\n\nWant to see how it helps you first? Reply and we will show you in 20 minutes, with your own case.',
      ),
      effect: 0.1,
    },
    {
      id: 'seats-unused',
      name: ['席位闲置提醒', 'Unused seats'],
      summary: [
        '5 个席位以上、近 30 天活跃不足的客户，帮助激活同事或减少席位。',
        'Helps customers with five seats or more and little activity in 30 days to get colleagues started, or to reduce.',
      ],
      where: 'contract.seats >= 5 and count(event "Signed In" in last 30 days) <= 4',
      channels: ['email', 'agent_task'],
      offer: service(30, '团队上手培训', 'a team session'),
      subject: ['有几个席位还没用起来', 'Some of your seats are not in use'],
      body: letter(
        '你们有几个席位近一个月没有人用。我们可以为团队做一次 30 分钟的上手培训；如果确实用不到，也可以在续约时减掉，不必多付。\n\n回复这封邮件，告诉我们您想要哪一种。\n{{ shop.url }}',
        'Some of your seats have not been used this month. We can run a 30-minute session for your team; or, if you do not need them, drop them at renewal and pay less.\n\nReply and tell us which you prefer.\n{{ shop.url }}',
      ),
      effect: 0.09,
    },
    {
      id: 'onboarding-stuck',
      name: ['注册 14 天未完成上手', 'Stuck in onboarding'],
      summary: [
        '注册 7–30 天、登录不足 3 天的新用户，提供一次陪跑。',
        'A hand for new users who signed up 7 to 30 days ago and came on fewer than three days.',
      ],
      where:
        'customer.registered_at earlier than 7 days ago and customer.registered_at in last 30 days and days(event "Signed In" in last 30 days) < 3',
      channels: ['email'],
      offer: service(14, '30 分钟陪跑', '30 minutes together'),
      subject: ['卡在第几步了？', 'Where did you get stuck?'],
      body: letter(
        '大多数团队在导入数据这一步会停下来。我们可以用 30 分钟陪您完成导入和第一个结果，直接回复方便的时间即可。\n\n想自己试，从这份五步清单开始：\n{{ shop.url }}',
        'Most teams stop at importing their data. We will spend 30 minutes with you to finish the import and get a first result: just reply with a time.\n\nIf you would rather do it yourself, start with this five-step list:\n{{ shop.url }}',
      ),
      effect: 0.14,
      windowDays: 60,
    },
    {
      id: 'champion-gone',
      name: ['核心用户不再登录', 'The champion went quiet'],
      summary: [
        '曾经高频、近 21 天没有登录的用户，由客户成功了解是否换了负责人。',
        'Success asks whether somebody else took over when a heavy user has not signed in for 21 days.',
      ],
      where: 'days(event "Signed In" in last 90 days) >= 20 and not did(event "Signed In" in last 21 days)',
      channels: ['agent_task'],
      offer: service(0, '交接协助', 'help with the hand-over'),
      subject: ['核心用户静默', 'A champion went quiet'],
      body: [
        '先查同一企业其他人是否仍在使用。\n联系本人或其同事：是换了岗位，还是不再需要？\n换人的，为新负责人安排一次上手；不再需要的，了解换成了什么、为什么。',
        'See first whether others of the company still use it.\nAsk them or a colleague: new role, or no longer needed?\nIf somebody took over, arrange a session for them; if not needed, find out what replaced us and why.',
      ],
      yuan: 15,
      effect: 0.16,
      atMost: 80,
      slaHours: 24,
    },
    {
      id: 'ticket-recovery',
      name: ['重复工单升级', 'Several tickets, one owner'],
      summary: [
        '近 30 天提交 2 张以上工单的客户，由专人统一负责。',
        'One person takes over for customers with two tickets or more in the last 30 days.',
      ],
      where: 'count(ticket in last 30 days) >= 2 and churn.tier in ("high", "medium", "watch")',
      channels: ['agent_task'],
      offer: service(0, '专人负责', 'one owner'),
      subject: ['统一负责该客户的工单', 'Own this customer’s tickets'],
      body: [
        '把未关闭的工单合并成一份清单，发给客户确认优先级。\n每两个工作日主动通报一次进展，直到全部关闭。\n属于产品缺陷的，给出版本和日期；没有日期的就如实说没有。',
        'Put the open tickets into one list and let the customer set the order.\nReport every two working days until all are closed.\nWhere it is a defect, name the version and the date; if there is none, say so.',
      ],
      effect: 0.17,
      atMost: 80,
      slaHours: 24,
    },
    {
      id: 'annual-plan',
      name: ['月付老客户转年付', 'From monthly to annual'],
      summary: [
        '付费 6 次以上、仍然活跃的月付客户，介绍年付优惠。',
        'Offers the annual plan to active monthly customers who have paid six times or more.',
      ],
      where: 'profile.lifetime_orders >= 6 and did(event "Signed In" in last 14 days) and churn.tier in ("medium", "watch")',
      channels: ['email'],
      offer: gift(30, '年付送两个月', 'two months free on the annual plan'),
      subject: ['改为年付，送两个月', 'Two months free on the annual plan'],
      body: letter(
        '您已经连续使用半年以上。改为年付可以{{ offer.label }}，随时可退未用月份。优惠码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'You have been with us for more than six months. Switch to annual and get {{ offer.label }}; unused months are refundable at any time. Use {{ coupon.code }} by {{ coupon.validUntil }}:\n{{ shop.url }}',
      ),
      yuan: 30,
      effect: 0.1,
      atMost: 300,
    },
    {
      id: 'win-back-ended',
      name: ['已停用客户：新版本告知', 'Ended contracts: what is new'],
      summary: [
        '合约在近 180 天内终止的客户，告知其离开后解决的问题。',
        'Tells customers whose contract ended in the last 180 days what has been solved since.',
      ],
      where: 'contract.ended_at in last 180 days and contract.running = 0',
      channels: ['email'],
      subject: ['您离开之后，我们改了这些', 'What we changed since you left'],
      body: letter(
        '您离开之后，我们改进了导入速度、权限和报表，这里有一页说明。您的数据仍按约定保留，随时可以导出，也随时可以回来：\n{{ shop.url }}',
        'Since you left we have improved import, permissions and reports; here is one page about it. Your data is kept as agreed, yours to export at any time, and you are welcome back:\n{{ shop.url }}',
      ),
      effect: 0.04,
    },
  ])
}
