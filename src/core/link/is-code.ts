/** Whether a fragment holds a design rather than the name of one that this browser keeps: names have no dot. */
export const isCode = (text: string): boolean => /^\d+\./.test(text);
