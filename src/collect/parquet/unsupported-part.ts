/** A way of packing or writing values that is not read; the message names it as the format does. */
export class UnsupportedPart extends Error {}
