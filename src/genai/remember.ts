/**
 * The same function, which remembers its last answers: for what an application asks with the same few words for each
 * of its calls, such as the address it calls.
 */
export function remember<R>(answer: (question: string) => R, most = 50): (question: string) => R {
  const answers = new Map<string, R>();
  return question => {
    const known = answers.get(question);
    if (known !== undefined) return known;
    if (answers.size >= most) answers.clear();
    const found = answer(question);
    answers.set(question, found);
    return found;
  };
}
