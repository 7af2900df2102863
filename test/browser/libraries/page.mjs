// The page of an application with the libraries as their documentation shows them first: only the
// URL of the server is set. A test calls these functions.
import Uppy from '@uppy/core';
import XHRUpload from '@uppy/xhr-upload';
import Dropzone from 'dropzone';
import * as FilePond from 'filepond';

const fileOf = (name, content) => new File([content], name, { type: 'text/plain' });

/** Returns the URL that Uppy has of the file. */
globalThis.uploadByUppy = async (url, name, content) => {
  const uppy = new Uppy().use(XHRUpload, { endpoint: url });
  uppy.addFile({ name, type: 'text/plain', data: fileOf(name, content) });
  const { successful, failed } = await uppy.upload();
  if (failed.length > 0) throw new Error(failed[0].error);
  return successful[0].uploadURL;
};

/** Returns what Dropzone has of the response. */
globalThis.uploadByDropzone = (url, name, content) =>
  new Promise((resolve, reject) => {
    const form = document.body.appendChild(document.createElement('form'));
    const dropzone = new Dropzone(form, { url });
    dropzone.on('success', (_file, response) => resolve(response));
    dropzone.on('error', (_file, message) => reject(new Error(JSON.stringify(message))));
    dropzone.addFile(fileOf(name, content));
  });

/** Uploads by FilePond, which is left in `globalThis.pond`, and returns the id of the file there. */
globalThis.uploadByFilePond = (url, name, content) =>
  new Promise((resolve, reject) => {
    const input = document.body.appendChild(document.createElement('input'));
    input.type = 'file';
    const pond = FilePond.create(input, { server: url });
    globalThis.pond = pond;
    pond.on('processfile', (error, file) => {
      if (error === null) resolve(file.serverId);
      else reject(new Error(JSON.stringify(error)));
    });
    pond.addFile(fileOf(name, content));
  });

/** Takes back what FilePond has uploaded. */
globalThis.revertInFilePond = () =>
  new Promise((resolve) => {
    const { pond } = globalThis;
    pond.on('processfilerevert', () => resolve());
    pond.removeFile(pond.getFile(), { revert: true });
  });
