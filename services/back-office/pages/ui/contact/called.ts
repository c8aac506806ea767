interface Named {
  firstName: string;
  lastName: string;
  organisation: string;
}

/** What a person is called: the organisation, or given and family name. */
export function called(details: Named | null | undefined): string | null {
  if (!details) return null;
  return details.organisation || [details.firstName, details.lastName].filter(Boolean).join(" ") || null;
}
