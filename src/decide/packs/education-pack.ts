import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { coupon, gift, letter, packOf, service } from './pack.ts'

/** Courses: learners stay when they finish what they began. */
export function educationPack(cost: Cost): LibraryStrategy[] {
  return packOf('education', 60, cost, [
    {
      id: 'course-completion',
      name: ['学到一半：陪您学完', 'Half-way: help to the finish'],
      summary: [
        '近 60 天上过课、近 14 天没有学习的学员，邀请其回来学完。',
        'Invites learners who studied in the last 60 days but not in the last 14 to finish the course.',
      ],
      where: 'did(event "Lesson Completed" in last 60 days) and not did(event "Lesson Completed" in last 14 days)',
      channels: ['push', 'email'],
      subject: ['下一节只要 15 分钟', 'The next lesson takes 15 minutes'],
      body: letter(
        '您的课程停在了一半。下一节只要 15 分钟，学完就能解锁本章小结。卡在哪里了？直接回复，老师来解答：\n{{ shop.url }}',
        'Your course is waiting half-way. The next lesson takes 15 minutes and unlocks the chapter summary. Stuck somewhere? Just reply and a teacher will help:\n{{ shop.url }}',
      ),
      effect: 0.09,
    },
    {
      id: 'never-started',
      name: ['买了没开课', 'Bought, never begun'],
      summary: [
        '下单 7–45 天还没有上过课的学员，由班主任帮助排出学习时间。',
        'A tutor helps learners who bought 7 to 45 days ago and have not begun to find the time.',
      ],
      where: 'profile.recency_days between 7 and 45 and not did(event "Lesson Completed" in last 45 days)',
      channels: ['agent_task'],
      offer: service(0, '学习计划', 'a study plan'),
      subject: ['帮学员开课', 'Help a learner begin'],
      body: [
        '请问学员最初想解决什么问题，一周能拿出几次、每次多久。\n据此排出前两周的学习安排，并约好第一次上课的时间。\n如果课程确实不合适，说明换课或退课的办法。',
        'Ask what they wanted to learn it for, and how often and how long they can study in a week.\nPlan the first two weeks together and fix the time of the first lesson.\nIf the course does not fit, explain how to switch or get a refund.',
      ],
      effect: 0.2,
      atMost: 150,
      slaHours: 48,
    },
    {
      id: 'renewal-before-expiry',
      name: ['学籍到期前 30 天', '30 days before access ends'],
      summary: [
        '课程有效期将在 30 天内结束的学员，提醒学完并说明续期方式。',
        'Reminds learners whose access ends within 30 days to finish, and how to extend it.',
      ],
      where: 'contract.renews_at in next 30 days',
      channels: ['email', 'sms'],
      offer: coupon(15, 30, '续期八五折', '15% off an extension'),
      subject: ['课程有效期还剩不到 30 天', 'Less than 30 days of access left'],
      body: letter(
        '您的课程有效期将在 30 天内结束。建议先把没学完的章节补上；需要更多时间，可以用{{ offer.label }}续期，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'Your access ends within 30 days. Finish the open chapters first. If you need longer, here is {{ offer.label }}: use {{ coupon.code }} by {{ coupon.validUntil }}.\n{{ shop.url }}',
      ),
      effect: 0.12,
    },
    {
      id: 'next-level',
      name: ['学完之后：下一门课', 'After the course: the next step'],
      summary: ['近 30 天完成课程的学员，推荐进阶课程。', 'Suggests the next course to learners who finished one in the last 30 days.'],
      where: 'did(event "Course Completed" in last 30 days)',
      channels: ['email', 'wechat'],
      offer: coupon(10, 21, '进阶课九折', '10% off the next course'),
      subject: ['学完了，接下来学什么？', 'You finished. What comes next?'],
      body: letter(
        '祝贺您学完这门课！根据您学过的内容，我们挑了三门合适的进阶课。{{ offer.label }}的券码是 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'Congratulations on finishing! Based on what you learned, we picked three courses that follow on. Your code for {{ offer.label }} is {{ coupon.code }}, valid until {{ coupon.validUntil }}:\n{{ shop.url }}',
      ),
      effect: 0.1,
    },
    {
      id: 'low-rating-teacher-call',
      name: ['低分评价后教师回访', 'A teacher calls after a poor rating'],
      summary: [
        '近 30 天给出低分的学员，由教学负责人致电。',
        'The head of teaching calls learners who rated us poorly in the last 30 days.',
      ],
      where: 'did(feedback where kind in ("csat", "review"), score <= 2 in last 30 days)',
      channels: ['agent_task'],
      offer: service(0, '教师回访', 'a call from the teacher'),
      subject: ['低分评价回访', 'Call after a poor rating'],
      body: [
        '先读评价原文和最近的学习记录。\n感谢坦诚，问清是内容、节奏还是老师的问题。\n能换班、换老师或补课的，当场安排。',
        'Read the rating and the recent study record.\nThank them for being open, and find out whether it is content, pace or teacher.\nOffer a change of class or teacher, or an extra lesson, on the call.',
      ],
      effect: 0.17,
      atMost: 100,
      slaHours: 24,
    },
    {
      id: 'streak-return',
      name: ['好学员的小休之后', 'A good learner on a break'],
      summary: [
        '曾在 90 天内学过 10 天以上、近 21 天没有学习的学员，发一次回归提醒。',
        'A gentle reminder for learners who studied on ten days or more in 90 and not at all in the last 21.',
      ],
      where: 'days(event "Lesson Completed" in last 90 days) >= 10 and not did(event "Lesson Completed" in last 21 days)',
      channels: ['push', 'wechat', 'email'],
      subject: ['休息好了吗？从 5 分钟开始', 'Rested? Start with five minutes'],
      body: letter(
        '您之前学得很扎实，休息一阵完全没关系。回来时，我们准备了一份 5 分钟的复习，帮您接上上次的内容：\n{{ shop.url }}',
        'You were doing really well, and a break is fine. When you come back, a five-minute review takes you to where you left off:\n{{ shop.url }}',
      ),
      effect: 0.08,
    },
    {
      id: 'scholarship-loyal',
      name: ['老学员奖学金', 'A bursary for long-standing learners'],
      summary: [
        '累计报名 3 次以上、流失概率 80% 以上的老学员，提供奖学金名额。',
        'A bursary for learners of three courses or more who are at 80% risk or above.',
      ],
      where: 'profile.lifetime_orders >= 3 and churn.probability >= 80%',
      channels: ['email', 'agent_task'],
      offer: gift(45, '老学员奖学金', 'the alumni bursary'),
      subject: ['为您保留了一个奖学金名额', 'We kept a bursary for you'],
      body: letter(
        '您在这里学过好几门课。今年的{{ offer.label }}，我们为您保留了一个名额，报名时填写 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'You have taken several courses with us. We kept a place in {{ offer.label }} for you: enter {{ coupon.code }} when you enrol, by {{ coupon.validUntil }}.\n{{ shop.url }}',
      ),
      yuan: 40,
      effect: 0.14,
      atMost: 200,
    },
    {
      id: 'exam-season',
      name: ['备考提醒', 'Exam preparation'],
      summary: [
        '近 180 天报名了考试、近 7 天没有学习的学员，推荐练习卷。',
        'Suggests practice papers to learners who booked an exam in the last 180 days and have not studied for a week.',
      ],
      where: 'did(event "Exam Booked" in last 180 days) and not did(event "Lesson Completed" in last 7 days)',
      channels: ['sms', 'push'],
      subject: ['备考先做这一套', 'Preparing? Start with this paper'],
      body: [
        '{{ shop.name }}：备考还顺利吗？先做一套练习卷，系统会指出最该补的三个知识点：{{ shop.url }}',
        '{{ shop.name }}: how is the exam preparation going? One practice paper shows you the three topics to work on first: {{ shop.url }}',
      ],
      effect: 0.07,
    },
  ])
}
