import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { useReading } from "@/api/reading";
import { called } from "@/ui/contact/called";
import { type FieldProps, named, Picker, useSearch } from "@/ui/picker";
import { askable } from "../contacts/askable";

const FindOwnContacts = graphql(`
  query FindOwnContacts($text: String, $number: Int!, $byNumber: Boolean!) {
    contacts(text: $text, first: 12) @skip(if: $byNumber) {
      nodes { number handle isOwn details { firstName lastName organisation } }
    }
    contact(number: $number) @include(if: $byNumber) {
      number handle status isOwn details { firstName lastName organisation }
    }
  }
`);

interface Props extends FieldProps {
  /** How the present value is called. */
  known?: string | undefined;
  /** Another account's may be named as well, by its number. */
  others?: boolean;
}

/** One of the account's contacts: by the beginning of its handle, its e-mail address in whole, or its number. */
export function OwnContactField({ known, others, ...props }: Props) {
  const { t } = useTranslation("manager/names");
  const search = useSearch(props.value);
  const [chosen, setChosen] = useState<string | undefined>(known);
  const { text, number, byNumber } = search;
  const whole = askable(text ?? "");
  const { data, error, loading } = useReading(
    FindOwnContacts,
    { text, number, byNumber },
    !search.opened || !whole,
  );
  const one = data?.contact?.status === "Active" ? [data.contact] : [];
  const found = (whole ? [...(data?.contacts?.nodes ?? []), ...one] : []).map((contact) => ({
    value: String(contact.number),
    label: named(
      contact.handle ?? "–",
      contact.number,
      contact.isOwn ? t("contactField.own") : called(contact.details),
    ),
  }));
  if (others && byNumber && !loading && data?.contact === null) {
    found.push({ value: String(number), label: named(number, t("people.others")) });
  }
  const nothing = error
    ? t("contactField.failed")
    : whole
      ? t("contactField.nothing")
      : t("contactField.wholeAddress");
  return (
    <Picker
      {...props}
      onChange={(value) => {
        setChosen(found.find((choice) => choice.value === String(value))?.label);
        props.onChange(value);
      }}
      found={found}
      known={chosen}
      search={search}
      loading={loading}
      nothing={nothing}
    />
  );
}
