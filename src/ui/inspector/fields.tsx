import { type ReactNode, useEffect, useId, useState } from 'react';
import * as v from 'valibot';
import { Node } from '../../core/model/schema.ts';

/** The widgets of the inspector: native controls with labels, so that every browser and reader knows them. */

function Field({ label, hint, children }: { label: string; hint?: ReactNode; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}

/** A text that is written when it is left or Enter is pressed; refused values stay marked and change nothing. */
export function TextField({
  label,
  value,
  placeholder,
  hint,
  check = () => null,
  onCommit,
}: {
  label: string;
  value: string;
  placeholder?: string;
  hint?: ReactNode;
  check?: (value: string) => string | null;
  onCommit: (value: string) => void;
}) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const problem = draft === value ? null : check(draft);
  const commit = () => {
    if (draft !== value && !problem) onCommit(draft);
  };
  return (
    <Field label={label} hint={problem ? <span className="problem">{problem}</span> : hint}>
      {(id) => (
        <input
          id={id}
          type="text"
          value={draft}
          placeholder={placeholder}
          aria-invalid={problem !== null || undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(value);
          }}
        />
      )}
    </Field>
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  /** Why it can't be chosen, or null. */
  readonly why?: string | null;
}

export function SelectField<T extends string>({
  label,
  value,
  choices,
  hint,
  onChange,
}: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  hint?: ReactNode;
  onChange: (value: T) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
          {choices.map((choice) => (
            <option
              key={choice.value}
              value={choice.value}
              disabled={Boolean(choice.why)}
              title={choice.why ?? undefined}
            >
              {choice.title}
              {choice.why ? ' — not with this product' : ''}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A few exclusive choices as radio buttons side by side; what can't be chosen is shown with its reason. */
export function Segments<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}) {
  const name = useId();
  const refused = choices.filter(({ why }) => why);
  return (
    <fieldset className="segments">
      <legend>{label}</legend>
      <div className="segments-row">
        {choices.map((choice) => (
          <label
            key={choice.value}
            className="segment"
            data-checked={choice.value === value || undefined}
            data-disabled={Boolean(choice.why) || undefined}
            title={choice.why ?? undefined}
          >
            <input
              type="radio"
              name={name}
              checked={choice.value === value}
              disabled={Boolean(choice.why)}
              onChange={() => onChange(choice.value)}
            />
            {choice.title}
          </label>
        ))}
      </div>
      {refused.length > 0 && (
        <details className="reasons">
          <summary>Why not the others?</summary>
          <ul>
            {refused.map(({ value: each, title, why }) => (
              <li key={each}>
                <strong>{title}</strong>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
}

export function CheckField({
  label,
  checked,
  why,
  onChange,
}: {
  label: string;
  checked: boolean;
  why?: string | null;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="field check" title={why ?? undefined}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={Boolean(why) && !checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}

/** Names in one field, separated by commas or spaces. */
export const splitNames = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** What a file may hold and the inspector takes is one and the same: the schema's. */
const hostName = Node.entries.host.wrapped;

export const checkTitle = (text: string): string | null => {
  if (text.trim() === '') return 'It needs a name.';
  const read = v.safeParse(Node.entries.title, text);
  if (read.success) return null;
  return text.length > 500 ? 'At most 500 characters.' : `It ${read.issues[0].message}.`;
};

export const checkNames = (text: string): string | null => {
  const bad = splitNames(text).find((name) => !v.is(hostName, name));
  return bad === undefined ? null : `“${bad}” is not a host name.`;
};
export const checkName = (text: string): string | null =>
  splitNames(text).length > 1 ? 'One name only.' : checkNames(text);
