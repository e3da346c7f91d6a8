import { expect, test } from 'vitest'
import { readAliyunCall } from '../aliyun-sms/aliyun-callbacks.ts'
import type { InboundCall } from '../provider.ts'
import { readTencentCall } from '../tencent-sms/tencent-callbacks.ts'
import { statusEvent } from '../twilio/twilio-callbacks.ts'

const NOW = new Date('2026-12-01T04:00:00Z')
const post = (body: unknown): InboundCall => ({ method: 'POST', url: '/hooks/1', headers: {}, body: Buffer.from(JSON.stringify(body)) })

test('a batch of Alibaba Cloud is read item by item, and one that cannot be read does not take the others with it', () => {
  const report = {
    phone_number: '13912345678',
    send_time: '2026-12-01 11:59:00',
    report_time: '2026-12-01 12:00:01',
    success: true,
    err_code: 'DELIVERED',
    sms_size: '1',
    biz_id: '900619746936498440^0',
    out_id: 'decision-1:1',
  }
  const { receipts, replies, answer } = readAliyunCall(
    post([
      report,
      { ...report, phone_number: 'x' },
      7,
      { ...report, out_id: '', success: false, err_code: 'MOBILE_NOT_ON_SERVICE', report_time: 'soon' },
    ]),
    NOW,
  )
  expect(receipts).toEqual([
    {
      sendKey: 'decision-1:1',
      providerId: '900619746936498440^0',
      address: '+8613912345678',
      at: new Date('2026-12-01T04:00:01Z'),
      event: { kind: 'delivered' },
    },
    {
      sendKey: null,
      providerId: '900619746936498440^0',
      address: '+8613912345678',
      at: new Date('2026-12-01T03:59:00Z'),
      event: { kind: 'failed', reason: 'number_not_on_service', count: true },
    },
  ])
  expect(replies).toEqual([])
  // They look for a number in `code`, and tell it again otherwise.
  expect(JSON.parse(answer.body)).toMatchObject({ code: 0 })
})

test('an uplink of Alibaba Cloud has its id as text or as a number', () => {
  const uplink = {
    phone_number: '13912345678',
    content: '拒收',
    send_time: '2026-12-01 12:00:00',
    dest_code: '90999',
    sequence_id: '1234567890',
  }
  const { replies } = readAliyunCall(post([uplink, { ...uplink, sequence_id: 1_234_567_890 }]), NOW)
  expect(replies.map(({ key }) => key)).toEqual(['sequence:1234567890', 'sequence:1234567890'])
  expect(replies[0]).toMatchObject({ address: '+8613912345678', text: '拒收', at: NOW, meaning: null })
})

test('a status of Tencent Cloud has a number without its country', () => {
  const status = {
    user_receive_time: '2026-12-01 12:00:00',
    nationcode: '86',
    mobile: '13912345678',
    report_status: 'FAIL',
    errmsg: 'MK:0001',
    description: '',
    sid: '5000:1',
  }
  expect(readTencentCall(post([status, { ...status, report_status: 'MAYBE' }]), NOW).receipts).toEqual([
    { sendKey: null, providerId: '5000:1', address: '+8613912345678', at: NOW, event: { kind: 'failed', reason: 'carrier_mk_0001' } },
  ])
  const reply = readTencentCall(
    post({ extend: '', mobile: '13912345678', nationcode: '86', sign: '留客', text: 'TD', time: 1_796_097_600 }),
    NOW,
  )
  expect(reply.replies).toMatchObject([{ address: '+8613912345678', text: 'TD', at: new Date(1_796_097_600_000) }])
  expect(JSON.parse(reply.answer.body)).toEqual({ result: 0, errmsg: 'OK' })
})

test('statuses of Twilio that mean nothing to us say nothing', () => {
  expect(statusEvent('sent', '')).toEqual({ kind: 'delayed', reason: 'on_its_way' })
  expect(statusEvent('failed', '21610')).toEqual({ kind: 'failed', reason: 'opted_out', suppress: 'person' })
  expect(statusEvent('something-new', '')).toBeNull()
})
