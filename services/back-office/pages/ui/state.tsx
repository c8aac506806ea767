import { Tag, type TagColor } from "./tag";
import { useWords } from "./words";

const colours: Record<string, TagColor> = {
  ACTIVE: "teal",
  SUCCEEDED: "teal",
  DELIVERED: "teal",
  PAID: "teal",
  APPROVED: "teal",
  ACCEPTED: "teal",
  open: "teal",
  REQUESTED: "blue",
  ARRIVING: "blue",
  PENDING: "blue",
  IN_PROGRESS: "blue",
  CHECKING: "blue",
  DELIVERING: "blue",
  UNDER_WAY: "blue",
  ANNOUNCED: "blue",
  ACTION_REQUIRED: "orange",
  WAITING: "orange",
  NOT_PAID: "orange",
  DUE: "orange",
  OPEN: "orange",
  PARTLY_DELIVERED: "orange",
  REDEMPTION: "orange",
  EXPIRED: "orange",
  BLOCKED: "grape",
  suspended: "orange",
  FAILED: "red",
  PENDING_DELETE: "red",
};

/** A state in its colour and its word; what no word is known of is shown as the server says it. */
export function State({ of }: { of: string }) {
  const t = useWords();
  return (
    <Tag color={colours[of] ?? "gray"}>
      {t(`states.${of}`, { defaultValue: of.toLowerCase().replaceAll("_", " ") })}
    </Tag>
  );
}
