import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useInterface } from './interface.ts';

/** A file that was not opened, and where in it the trouble lies. The design on screen was not touched. */
export function Refused() {
  const refused = useInterface((state) => state.refused);
  const close = () => useInterface.setState({ refused: null });
  return (
    <AlertDialog.Root open={refused !== null} onOpenChange={(open) => !open && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="popup">
          <AlertDialog.Title className="popup-title">{refused?.name} was not opened</AlertDialog.Title>
          <AlertDialog.Description className="hint">The design on screen is untouched.</AlertDialog.Description>
          <ul className="problems">
            {refused?.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
          <div className="row end">
            <AlertDialog.Close className="button primary">Close</AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
