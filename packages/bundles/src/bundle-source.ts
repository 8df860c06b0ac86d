/** Where a bundle is fetched from. */
export interface BundleSource {
  /**
   * Writes one of the bundle's files.
   *
   * @param file its path in the bundle, such as `bundle.json`
   * @param to an absolute path where nothing is; its folder is there
   * @throws WetreadError `not_found`, `storage_unavailable`, `bundle_invalid`
   */
  copy(file: string, to: string): Promise<void>;
}
