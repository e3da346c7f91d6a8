import { expect, test } from 'vitest'
import { imageCode, imageCodesIn, imagePath, imageUrl, isImagePath, readImageName, withImageHost } from './image-address.ts'
import { altOfName, nameOfFile } from './image-names.ts'

const CODE = 'AbCdEfGhIjKlMnOpQrSt-_'
const HOST = 'https://care.shop.cn'

test('a code follows from the bytes and the secret, and from nothing that somebody outside knows', () => {
  const [secret, other, bytes] = [Buffer.from('one'), Buffer.from('two'), Buffer.from('hash')]
  expect(imageCode(secret, bytes)).toMatch(/^[\w-]{22}$/)
  expect(imageCode(secret, bytes)).toBe(imageCode(secret, bytes))
  expect(imageCode(other, bytes)).not.toBe(imageCode(secret, bytes))
})

test('only a whole code with a known end is an address of ours', () => {
  const path = imagePath(CODE, 'jpg')
  expect([path, isImagePath(path), readImageName(`${CODE}.jpg`)]).toEqual([`/i/${CODE}.jpg`, true, { code: CODE, type: 'jpg' }])
  for (const other of [`${CODE}.svg`, `${CODE}`, `${CODE}x.jpg`, `../${CODE}.jpg`, `${CODE}.jpg/`]) expect(readImageName(other)).toBeNull()
})

test('images of ours get the public address before them wherever a page names one; other addresses stay', () => {
  const path = imagePath(CODE, 'png')
  const page = `<img src="${path}" srcset="${path} 1x, ${path} 2x"><td style="background:url(${path}), url('${path}')"><img src="https://a.example${path}"><a href="/u/x">`
  const made = withImageHost(page, HOST)
  expect(made.split(`${HOST}${path}`)).toHaveLength(6)
  expect([made.includes(`https://a.example${path}`), made.includes('href="/u/x"')]).toEqual([true, true])
  expect(imageCodesIn(page)).toEqual([CODE])
  expect([imageUrl(path, HOST), imageUrl('https://a.example/x.png', HOST), imageUrl('', HOST)]).toEqual([
    `${HOST}${path}`,
    'https://a.example/x.png',
    '',
  ])
  // A `$` of the address is no sign of the replacement.
  expect(withImageHost(`src="${path}"`, 'https://a.cn/$1')).toBe(`src="https://a.cn/$1${path}"`)
})

test.each([
  ['spring-sale_banner.png', 'spring-sale_banner', 'spring sale banner'],
  ['C:\\Users\\wang\\春茶上新-600x300.jpg', '春茶上新-600x300', '春茶上新'],
  ['IMG_20260301_121500.jpg', 'IMG_20260301_121500', ''],
  ['微信图片_20260301.png', '微信图片_20260301', ''],
  ['截屏2026-03-01 下午3.12.45.png', '截屏2026-03-01 下午3.12.45', ''],
  ['9f86d081884c7d659a2feaa0c55ad015.webp', '9f86d081884c7d659a2feaa0c55ad015', ''],
  ['DSC0001.JPG', 'DSC0001', ''],
  ['a.b/../x y.gif', 'x y', ''],
  ['\u0000logo final v2@2x.png', 'logo final v2@2x', 'logo'],
] as const)('%j is called %j and shows %j', (file, name, alt) => {
  expect([nameOfFile(file), altOfName(nameOfFile(file))]).toEqual([name, alt])
})
