const LONGEST_NAME = 100
/** What cameras, phones and chat programs call a file: says nothing of what is seen. */
const MADE_UP =
  /^(?:img|dsc[fn]?|pict?|image|photo|screenshot|screen shot|mmexport|wx|wechat ?img|unnamed|download|untitled|microsoftteams|图片|图像|照片|截屏|截图|屏幕截图|微信图片|微信截图|qq图片|qq截图|未命名|下载)?[\s\d._:()（）年月日at上下午-]*$/iu

/** A name for the list, from that of the file: without folders and the end that says its kind. */
export function nameOfFile(fileName: string): string {
  const last = fileName.toWellFormed().split(/[/\\]/u).at(-1) ?? ''
  const bare = last
    .replaceAll(/[\u0000-\u001F\u007F]/gu, '')
    .replace(/\.[A-Za-z]{1,5}$/u, '')
    .trim()
  return [...bare].slice(0, LONGEST_NAME).join('')
}

/** What an image may show, by its name: words of `spring-sale_banner`; empty for `IMG_2041` and other names that no person thought of. */
export function altOfName(name: string): string {
  const words = name
    .replaceAll(/[_\-.+]+/gu, ' ')
    .replaceAll(/\b\d{2,5}\s?[x×]\s?\d{2,5}(?:px)?\b/giu, ' ')
    .replaceAll(/\b(?:final|copy|v\d{1,2}|@?[23]x|副本|定稿|终稿)\b/giu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  if (MADE_UP.test(words) || /^[0-9a-f]{8,}(?: [0-9a-f]{4,}){0,8}$/iu.test(words) || !/\p{L}{2}/u.test(words)) return ''
  return words
}
