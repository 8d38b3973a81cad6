import { Component, type ReactNode } from 'react';

/** Keeps a fault in one part of the screen from taking the rest, and the design, with it. */
export class Fence extends Component<
  { readonly name: string; readonly children: ReactNode },
  { readonly fault: string | null }
> {
  override state: { readonly fault: string | null } = { fault: null };

  static getDerivedStateFromError(error: unknown) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.fault === null) return this.props.children;
    return (
      <div className="empty" role="alert">
        <p>
          {this.props.name} ran into a fault of ours: {this.state.fault}. The design is untouched.
        </p>
        <button type="button" className="button" onClick={() => this.setState({ fault: null })}>
          Try again
        </button>
      </div>
    );
  }
}
