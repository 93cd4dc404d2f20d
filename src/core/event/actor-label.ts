/** The ARN that an actor is labelled by: of a role whose sessions are one actor, without the session. */
export function actorArn(actor: string, arn: string): string {
  const session = /^(arn:[^:]*:sts::[^:]*:assumed-role\/[^/]+)\/.+$/s.exec(arn);
  return session !== null && !actor.includes(':') ? (session[1] ?? arn) : arn;
}

/** What people know an actor by, from one of its events: the ARN, else the user name; undefined where that says no more. */
export function actorLabel(
  actor: string,
  principal: string | null | undefined,
  userName: string | null | undefined,
): string | undefined {
  const label = principal?.startsWith('arn:') === true ? actorArn(actor, principal) : (userName ?? undefined);
  return label === undefined || label === actor ? undefined : label;
}
