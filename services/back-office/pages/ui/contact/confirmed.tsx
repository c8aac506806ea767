import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { now } from "@/ui/clock";
import { day } from "@/ui/when";

export interface Confirmable {
  status: string;
  verifiedAt?: string | null;
  verifyBy?: string | null;
}

export type Confirmation = "overdue" | "due" | "confirmed" | "never";

/** Where the confirmation of a person's data stands. */
export function confirmation(of: Confirmable, now: number): Confirmation {
  if (of.verifyBy) return Date.parse(of.verifyBy) < now ? "overdue" : "due";
  return of.verifiedAt ? "confirmed" : "never";
}

const colours: Record<Confirmation, string> = {
  overdue: "red",
  due: "orange",
  confirmed: "teal",
  never: "gray",
};

export function Confirmed({ of }: { of: Confirmable }) {
  const { t } = useTranslation("ui/contact");
  if (of.status !== "Active") return null;
  const found = confirmation(of, now());
  const at = of.verifyBy ?? of.verifiedAt;
  return <Badge color={colours[found]}>{t(`confirmation.${found}`, { day: at ? day(at) : "" })}</Badge>;
}
