/** Puts the text on the clipboard; gives the key of the words that say how it went. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text); // there is none on a page that came over plain HTTP from another machine
    return 'copied';
  } catch {
    return 'copy.failed';
  }
}
